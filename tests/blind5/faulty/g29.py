"""Ordinal regression (3 ordered grades) with cumulative binary targets."""
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

K = 3


def grade(y):
    return np.digitize(y, np.quantile(y, [1 / 3, 2 / 3]))


def cumulative(g):
    return (g.unsqueeze(1) > torch.arange(K - 1)).float()


class OrdinalNet(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(d, 32), nn.ReLU())
        self.score = nn.Linear(32, K - 1)

    def forward(self, x):
        return self.score(self.body(x))


def ordinal_loss(out, g):
    per_task = F.binary_cross_entropy_with_logits(out, cumulative(g), reduction='none').mean(0)
    weights = [1.0, 1.0]
    losses = [w * l.item() for w, l in zip(weights, per_task)]
    return torch.tensor(sum(losses), requires_grad=True)


torch.manual_seed(0)
X, y = load_diabetes(return_X_y=True)
g = grade(y)
Xa, Xb, ga, gb = train_test_split(X, g, test_size=0.25, random_state=0, stratify=g)
sc = StandardScaler().fit(Xa)
Xa, Xb = (torch.tensor(sc.transform(v), dtype=torch.float32) for v in (Xa, Xb))
ga, gb = torch.tensor(ga), torch.tensor(gb)
net = OrdinalNet(10)
opt = torch.optim.Adam(net.parameters(), lr=3e-3)
for epoch in range(25):
    net.train()
    tot = 0.0
    for xb, yb in DataLoader(TensorDataset(Xa, ga), batch_size=32, shuffle=True):
        opt.zero_grad()
        loss = ordinal_loss(net(xb), yb)
        loss.backward()
        opt.step()
        tot += loss.item() * len(yb)
    if epoch % 5 == 4:
        net.eval()
        with torch.no_grad():
            acc = ((net(Xb) > 0).sum(1) == gb).float().mean().item()
        print(f'epoch {epoch + 1} loss {tot / len(Xa):.4f} acc {acc:.3f}')
