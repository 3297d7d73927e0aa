import torch
from torch import nn
import torch.nn.functional as F
from sklearn.datasets import load_wine
from sklearn.preprocessing import StandardScaler
from sklearn.model_selection import train_test_split

TASKS = {
    'cultivar': dict(kind='class', out=3),
    'alcohol': dict(kind='reg', out=1),
}


def build_heads(width, tasks):
    return {name: nn.Linear(width, spec['out']) for name, spec in tasks.items()}


class MultiTaskNet(nn.Module):
    def __init__(self, n_in, width=32, tasks=TASKS):
        super().__init__()
        self.tasks = tasks
        self.trunk = nn.Sequential(nn.Linear(n_in, width), nn.ReLU(), nn.Dropout(0.1), nn.Linear(width, width), nn.ReLU())
        self.heads = build_heads(width, tasks)

    def forward(self, x):
        h = self.trunk(x)
        return {name: head(h) for name, head in self.heads.items()}


def multitask_loss(out, target, weight):
    loss = 0.0
    for name, spec in TASKS.items():
        if spec['kind'] == 'class':
            part = F.cross_entropy(out[name], target[name])
        else:
            part = F.mse_loss(out[name].squeeze(1), target[name])
        loss = loss + weight[name] * part
    return loss


def prepare():
    wine = load_wine()
    X, alcohol, y = wine.data[:, 1:], wine.data[:, 0], wine.target
    parts = train_test_split(X, alcohol, y, test_size=0.3, random_state=0, stratify=y)
    Xtr, Xte, atr, ate, ytr, yte = parts
    sc = StandardScaler().fit(Xtr)
    m, s = atr.mean(), atr.std()

    def pack(X, a, y):
        return (torch.tensor(sc.transform(X), dtype=torch.float32),
                {'alcohol': torch.tensor((a - m) / s, dtype=torch.float32), 'cultivar': torch.tensor(y)})
    return pack(Xtr, atr, ytr), pack(Xte, ate, yte)


def main():
    torch.manual_seed(0)
    (Xtr, ttr), (Xte, tte) = prepare()
    net = MultiTaskNet(Xtr.size(1))
    opt = torch.optim.Adam(net.parameters(), lr=5e-3)
    weight = {'cultivar': 1.0, 'alcohol': 0.5}
    for epoch in range(60):
        net.train()
        loss = multitask_loss(net(Xtr), ttr, weight)
        opt.zero_grad()
        loss.backward()
        opt.step()
        if epoch % 20 == 19:
            net.eval()
            with torch.no_grad():
                out = net(Xte)
            acc = (out['cultivar'].argmax(1) == tte['cultivar']).float().mean().item()
            mae = (out['alcohol'].squeeze(1) - tte['alcohol']).abs().mean().item()
            print(f'{epoch + 1}: loss {loss.item():.3f} acc {acc:.3f} mae {mae:.3f}')
    print('trainable', sum(p.numel() for p in net.parameters()))


if __name__ == '__main__':
    main()
