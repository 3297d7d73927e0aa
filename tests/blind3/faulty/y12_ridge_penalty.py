import argparse

import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


def l2_penalty(model):
    total = torch.zeros(())
    for p in model.parameters():
        total = total + p.norm(2)
    return total


def build(h):
    return nn.Sequential(nn.Linear(30, h), nn.BatchNorm1d(h), nn.ReLU(), nn.Linear(h, h), nn.BatchNorm1d(h), nn.ReLU(), nn.Linear(h, 1))


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--lam", type=float, default=5e-2)
    ap.add_argument("--epochs", type=int, default=30)
    ap.add_argument("--hidden", type=int, default=32)
    args = ap.parse_args()
    torch.manual_seed(0)
    X, y = load_breast_cancer(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.3, random_state=0, stratify=y)
    sc = StandardScaler().fit(X_tr)
    f = lambda a: torch.tensor(a, dtype=torch.float32)
    X_tr, X_te, y_tr, y_te = f(sc.transform(X_tr)), f(sc.transform(X_te)), f(y_tr)[:, None], f(y_te)[:, None]
    model = build(args.hidden)
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    for epoch in range(args.epochs):
        model.train()
        data_sum = pen_sum = 0.0
        for idx in torch.randperm(len(X_tr)).split(64):
            data = F.binary_cross_entropy_with_logits(model(X_tr[idx]), y_tr[idx])
            penalty = args.lam * l2_penalty(model)
            opt.zero_grad()
            (data + penalty).backward()
            opt.step()
            data_sum += data.item() * len(idx)
            pen_sum += penalty.item() * len(idx)
        if epoch % 6 == 5:
            print(f"epoch {epoch + 1} data {data_sum / len(X_tr):.4f} penalty {pen_sum / len(X_tr):.4f}")
    model.eval()
    with torch.no_grad():
        z = model(X_te)
    print(f"test loss {F.binary_cross_entropy_with_logits(z, y_te):.4f} accuracy {((z > 0).float() == y_te).float().mean():.4f}")
    print("norm of the batch-norm gains", [round(m.weight.norm().item(), 4) for m in model if isinstance(m, nn.BatchNorm1d)])


if __name__ == "__main__":
    main()
