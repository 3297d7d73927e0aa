import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Expert(nn.Module):
    def __init__(self, d, k, width):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(d, width), nn.ReLU(), nn.Linear(width, k))

    def forward(self, x):
        return self.net(x).softmax(dim=-1)


class Mixture(nn.Module):
    """p(y|x) = sum_e g_e(x) p_e(y|x)"""

    def __init__(self, d=64, k=10, experts=3):
        super().__init__()
        self.experts = nn.ModuleList(Expert(d, k, 24) for _ in range(experts))
        self.gate = nn.Linear(d, experts)

    def forward(self, x):
        g = self.gate(x).softmax(dim=-1)
        p = torch.stack([e(x) for e in self.experts], dim=1)
        return (g.unsqueeze(-1) * p).sum(dim=1)


def get_criterion(name):
    if name == 'nll':
        return nn.NLLLoss()
    if name == 'mse':
        return lambda p, y: ((p - nn.functional.one_hot(y, p.size(1)).float()) ** 2).sum(1).mean()
    raise KeyError(name)


def run(cfg):
    torch.manual_seed(cfg['seed'])
    d = load_digits()
    xa, xb, ya, yb = train_test_split(d.data / 16.0, d.target, test_size=0.25, random_state=cfg['seed'])
    xa, xb = torch.tensor(xa, dtype=torch.float32), torch.tensor(xb, dtype=torch.float32)
    ya, yb = torch.tensor(ya), torch.tensor(yb)
    loader = DataLoader(TensorDataset(xa, ya), batch_size=cfg['bs'], shuffle=True)
    model = Mixture()
    criterion = get_criterion(cfg['loss'])
    optimizer = torch.optim.Adam(model.parameters(), lr=cfg['lr'])
    for epoch in range(cfg['epochs']):
        model.train()
        for x, y in loader:
            p = model(x)
            loss = criterion(p, y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            p = model(xb)
            print(epoch, f'loss {loss.item():.3f} acc {(p.argmax(1) == yb).float().mean().item():.3f}')


if __name__ == '__main__':
    run({'seed': 0, 'bs': 64, 'lr': 2e-3, 'epochs': 8, 'loss': 'nll'})
