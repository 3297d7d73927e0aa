import torch
from torch import nn
import torch.nn.functional as F
from sklearn.datasets import make_friedman1

torch.manual_seed(0)


class Mixture(nn.Module):
    """Three small experts, weighted by a gate."""

    def __init__(self, d, experts=3, width=24):
        super().__init__()
        self.experts = nn.ModuleList(
            nn.Sequential(nn.Linear(d, width), nn.ReLU(), nn.Linear(width, 1)) for _ in range(experts)
        )
        self.gate = nn.Linear(d, experts)

    def forward(self, x):
        w = F.softmax(self.gate(x))
        y = torch.cat([e(x) for e in self.experts], dim=1)
        return (w * y).sum(dim=1)


def standardise(train, *rest):
    m, s = train.mean(0), train.std(0)
    return [(t - m) / s for t in (train, *rest)]


X, y = make_friedman1(1200, n_features=8, noise=0.3, random_state=0)
X, y = torch.tensor(X).float(), torch.tensor(y).float()
xa, xb = standardise(X[:900], X[900:])
ya, yb = standardise(y[:900], y[900:])
net = Mixture(8)
opt = torch.optim.Adam(net.parameters(), lr=5e-3)
for epoch in range(20):
    net.train()
    tot = 0.0
    for idx in torch.randperm(900).split(45):
        opt.zero_grad()
        loss = F.mse_loss(net(xa[idx]), ya[idx])
        loss.backward()
        opt.step()
        tot += loss.item() * len(idx)
    if epoch % 5 == 4:
        net.eval()
        with torch.no_grad():
            print(epoch + 1, round(tot / 900, 4), round(F.mse_loss(net(xb), yb).item(), 4))
