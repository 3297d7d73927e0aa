import argparse

import torch
import torch.nn as nn
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


class RandomFeatures(nn.Module):
    """random Fourier features: fixed, stored as buffers"""

    def __init__(self, d_in, d_out, gamma):
        super().__init__()
        self.register_buffer("w", torch.randn(d_in, d_out) * (2 * gamma) ** 0.5)
        self.register_buffer("b", torch.rand(d_out) * 2 * torch.pi)
        self.scale = (2.0 / d_out) ** 0.5

    def forward(self, x):
        return self.scale * torch.cos(x @ self.w + self.b)


class KernelSVM(nn.Module):
    def __init__(self, d_in, features=300, gamma=0.05):
        super().__init__()
        self.phi = RandomFeatures(d_in, features, gamma)
        self.linear = nn.Linear(features, 1)

    def forward(self, x):
        return self.linear(self.phi(x)).squeeze(1)


def hinge(score, label):
    return torch.relu(1 - label * score).mean()


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--C", type=float, default=10.0)
    ap.add_argument("--epochs", type=int, default=60)
    args = ap.parse_args()
    torch.manual_seed(0)
    X, y = load_wine(return_X_y=True)
    y = (y == 1).astype("float32") * 2 - 1             # the second cultivar against the others: -1 / +1
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.3, random_state=0, stratify=y)
    sc = StandardScaler().fit(X_tr)
    f = lambda a: torch.tensor(sc.transform(a), dtype=torch.float32)
    X_tr, X_te, y_tr, y_te = f(X_tr), f(X_te), torch.tensor(y_tr), torch.tensor(y_te)
    model = KernelSVM(13)
    opt = torch.optim.SGD([
        {"params": [model.linear.weight], "weight_decay": 1 / (args.C * len(X_tr))},
        {"params": [model.linear.bias]},
    ], lr=0.5)
    sched = torch.optim.lr_scheduler.LambdaLR(opt, lambda e: 1 / (1 + 0.05 * e))
    for epoch in range(args.epochs):
        model.train()
        total = 0.0
        for idx in torch.randperm(len(y_tr)).split(16):
            opt.zero_grad()
            loss = hinge(model(X_tr[idx]), y_tr[idx])
            loss.backward()
            opt.step()
            total += loss.item() * len(idx)
        sched.step()
        if epoch % 15 == 14:
            print(f"epoch {epoch + 1} hinge {total / len(y_tr):.4f}")
    model.eval()
    with torch.no_grad():
        print("test accuracy", (torch.sign(model(X_te)) == y_te).float().mean().item())


if __name__ == "__main__":
    main()
