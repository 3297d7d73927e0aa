import argparse

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split

K = 5


def levels(rank):
    """rank 3 of 0..4 -> 1 1 1 0"""
    return (rank.unsqueeze(1) > torch.arange(K - 1)).float()


class Coral(nn.Module):
    def __init__(self, d, h=16):
        super().__init__()
        self.f = nn.Sequential(nn.Linear(d, h), nn.ReLU(), nn.Linear(h, 1, bias=False))
        self.cuts = nn.Parameter(torch.linspace(1.5, -1.5, K - 1))

    def forward(self, x):
        return self.f(x) + self.cuts       # (N, 1) + (K-1,) -> (N, K-1) on purpose


def rank_of(logits):
    return (logits > 0).sum(dim=1)


def load(seed):
    X, y = load_diabetes(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.3, random_state=seed)
    edges = np.quantile(y_tr, [0.2, 0.4, 0.6, 0.8])
    mean, std = X_tr.mean(0), X_tr.std(0)
    x = lambda a: torch.tensor((a - mean) / std, dtype=torch.float32)
    r = lambda a: torch.tensor(np.digitize(a, edges))
    return x(X_tr), r(y_tr), x(X_te), r(y_te)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--epochs", type=int, default=25)
    ap.add_argument("--wd", type=float, default=1e-2)
    args = ap.parse_args()
    torch.manual_seed(1)
    X, r, Xt, rt = load(1)
    model = Coral(X.shape[1])
    opt = torch.optim.AdamW(model.parameters(), lr=5e-3, weight_decay=args.wd)
    for epoch in range(args.epochs):
        model.train()
        total = 0.0
        for idx in torch.randperm(len(r)).split(32):
            loss = F.binary_cross_entropy_with_logits(model(X[idx]), levels(r[idx]))
            opt.zero_grad()
            loss.backward()
            opt.step()
            total += loss.item() * len(idx)
        if epoch % 6 == 0:
            print(f"epoch {epoch} loss {total / len(r):.4f}")
    model.eval()
    with torch.no_grad():
        pred = rank_of(model(Xt))
    mae = (pred - rt).abs().float().mean().item()
    constant = (rt - r.float().median()).abs().mean().item()
    print(f"mean absolute rank error {mae:.3f} (always the median rank: {constant:.3f}), exact {(pred == rt).float().mean():.3f}")


if __name__ == "__main__":
    main()
