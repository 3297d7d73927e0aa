import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import make_regression
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

K = 5


class OrdinalHead(nn.Module):
    """shared score with ordered thresholds"""

    def __init__(self, d):
        super().__init__()
        self.w = nn.Linear(d, 1, bias=False)
        self.first = nn.Parameter(torch.tensor(-1.0))
        self.gaps = nn.Parameter(torch.zeros(K - 2))

    def forward(self, h):
        cuts = torch.cat([self.first.view(1), self.first + torch.cumsum(nn.functional.softplus(self.gaps), 0)])
        return self.w(h) - cuts


class Net(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(d, 32), nn.ReLU())
        self.head = OrdinalHead(32)

    def forward(self, x):
        return self.head(self.body(x))


torch.manual_seed(0)
X, v = make_regression(2000, 8, n_informative=5, noise=10.0, random_state=0)
g = np.digitize(v, np.quantile(v, np.linspace(0, 1, K + 1)[1:-1]))
Xa, Xb, ga, gb = train_test_split(X, g, test_size=0.25, random_state=0, stratify=g)
Xa, Xb = torch.tensor(Xa).float(), torch.tensor(Xb).float()
ga, gb = torch.tensor(ga), torch.tensor(gb)
net = Net(8)
opt = torch.optim.Adam(net.parameters(), lr=1e-2)
bce = nn.BCEWithLogitsLoss()
levels = torch.arange(K - 1)
for epoch in range(30):
    net.train()
    tot = 0.0
    for x, y in DataLoader(TensorDataset(Xa, ga), 64, shuffle=True):
        loss = bce(net(x), (y.unsqueeze(1) > levels).float())
        opt.zero_grad()
        loss.backward()
        opt.step()
        tot += loss.item() * len(y)
    if epoch % 5 == 4:
        net.eval()
        with torch.no_grad():
            p = (net(Xb) > 0).sum(1)
        print(f'epoch {epoch + 1} loss {tot / len(Xa):.4f} acc {(p == gb).float().mean().item():.3f} mean |error| {(p - gb).abs().float().mean().item():.3f}')
