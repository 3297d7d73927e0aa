import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


def weights_init(m):
    classname = m.__class__.__name__
    if classname.find('Linear') != -1:
        m.weight.data.normal_(0.0, 1.0)
        m.bias.data.fill_(0)


class TanhNet(nn.Module):
    def __init__(self, width=256):
        super().__init__()
        self.main = nn.Sequential(nn.Linear(64, width), nn.Tanh(), nn.Linear(width, width), nn.Tanh(), nn.Linear(width, width), nn.Tanh())
        self.top = nn.Linear(width, 10)

    def forward(self, x):
        return self.top(self.main(x))


def loaders():
    X, y = load_digits(return_X_y=True)
    a, b, c, d = train_test_split(X, y, test_size=0.25, random_state=0, stratify=y)
    m, s = a.mean(), a.std()
    mk = lambda x, t: TensorDataset(torch.tensor((x - m) / s, dtype=torch.float32), torch.tensor(t))
    return DataLoader(mk(a, c), 64, shuffle=True), DataLoader(mk(b, d), 256)


def main():
    torch.manual_seed(0)
    tr, va = loaders()
    net = TanhNet()
    net.main.apply(weights_init)
    opt = torch.optim.SGD(net.parameters(), lr=0.02, momentum=0.9)
    crit = nn.CrossEntropyLoss()
    for epoch in range(8):
        net.train()
        total = 0.0
        for x, y in tr:
            opt.zero_grad()
            loss = crit(net(x), y)
            loss.backward()
            opt.step()
            total += loss.item() * len(y)
        net.eval()
        with torch.no_grad():
            acc = sum((net(x).argmax(1) == y).sum().item() for x, y in va) / len(va.dataset)
        print(f'{epoch} loss {total / len(tr.dataset):.4f} acc {acc:.3f}')


if __name__ == '__main__':
    main()
