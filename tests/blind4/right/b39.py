import argparse

import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn


def corrupt(y, share, gen, classes=10):
    flip = torch.rand(len(y), generator=gen) < share
    other = (y + torch.randint(1, classes, (len(y),), generator=gen)) % classes
    return torch.where(flip, other, y)


def gce(logits, y, q=0.7):
    """Generalised cross-entropy (robust to wrong labels)."""
    p = F.softmax(logits, dim=1).gather(1, y.unsqueeze(1)).squeeze(1)
    return ((1 - p.clamp_min(1e-7).pow(q)) / q).mean()


def fit(loss_fn, xa, ya, xb, yb, epochs):
    torch.manual_seed(1)
    net = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Dropout(0.2), nn.Linear(64, 10))
    opt = torch.optim.Adam(net.parameters(), lr=2e-3)
    for _ in range(epochs):
        net.train()
        total = 0.0
        for idx in torch.randperm(len(xa)).split(64):
            opt.zero_grad()
            loss = loss_fn(net(xa[idx]), ya[idx])
            loss.backward()
            opt.step()
            total += loss.item() * len(idx)
    net.eval()
    with torch.no_grad():
        return total / len(xa), (net(xb).argmax(1) == yb).float().mean().item()


if __name__ == "__main__":
    ap = argparse.ArgumentParser()
    ap.add_argument("--share", type=float, default=0.2)
    ap.add_argument("--epochs", type=int, default=15)
    args = ap.parse_args([])
    X, y = load_digits(return_X_y=True)
    xa, xb, ya, yb = train_test_split(X / 16, y, test_size=0.25, stratify=y, random_state=1)
    xa, xb, ya, yb = torch.tensor(xa).float(), torch.tensor(xb).float(), torch.tensor(ya), torch.tensor(yb)
    noisy = corrupt(ya, args.share, torch.Generator().manual_seed(1))
    for name, f in (("cross-entropy", F.cross_entropy), ("gce", gce)):
        loss, acc = fit(f, xa, noisy, xb, yb, args.epochs)
        print(f"{name:14s} train loss {loss:.3f}  clean test accuracy {acc:.3f}")
