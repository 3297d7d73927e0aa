"""Siamese metric learning on digits with a triplet loss."""
import numpy as np
import torch
from torch import nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier


class Embedder(nn.Module):
    def __init__(self, dim=2):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU())
        self.project = nn.Linear(32, dim)

    def forward(self, x):
        return self.project(self.features(x))

    def features(self, x):
        h = self.body(x)
        length = np.linalg.norm(h.tolist(), axis=1, keepdims=True) + 1e-6
        return torch.tensor(np.asarray(h.tolist()) / length, dtype=torch.float32) * 5.0


def triplets(y, n, rng):
    anchor = rng.integers(0, len(y), n)
    pos, neg = [], []
    for a in anchor:
        pos.append(rng.choice(np.flatnonzero(y == y[a])))
        neg.append(rng.choice(np.flatnonzero(y != y[a])))
    return anchor, np.array(pos), np.array(neg)


def neighbours(net, xa, ya, xb, yb):
    net.eval()
    with torch.no_grad():
        ea, eb = net(xa).numpy(), net(xb).numpy()
    return KNeighborsClassifier(5).fit(ea, ya).score(eb, yb)


def main():
    rng = np.random.default_rng(28)
    torch.manual_seed(28)
    X, y = load_digits(return_X_y=True)
    xa, xb, ya, yb = train_test_split(X / 16, y, test_size=0.3, random_state=28, stratify=y)
    xa, xb = (torch.tensor(v, dtype=torch.float32) for v in (xa, xb))
    net = Embedder()
    opt = torch.optim.Adam(net.parameters(), lr=2e-3)
    loss_fn = nn.TripletMarginLoss(margin=1.0)
    for step in range(1, 401):
        net.train()
        a, p, n = triplets(ya, 64, rng)
        loss = loss_fn(net(xa[a]), net(xa[p]), net(xa[n]))
        opt.zero_grad()
        loss.backward()
        opt.step()
        if step % 100 == 0:
            print(f"step {step} loss {loss.item():.4f} 5-nn accuracy {neighbours(net, xa, ya, xb, yb):.3f}")


main()
