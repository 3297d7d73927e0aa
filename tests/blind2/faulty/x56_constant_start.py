import math

import torch
import torch.nn as nn
from sklearn.datasets import make_moons
from sklearn.model_selection import train_test_split


class Dense(nn.Module):
    """A linear layer written by hand."""

    def __init__(self, n_in, n_out, act=None):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(n_in, n_out))
        self.bias = nn.Parameter(torch.empty(n_out))
        self.act = act
        self.reset_parameters()

    def reset_parameters(self):
        scale = 1.0 / math.sqrt(self.weight.size(0))
        nn.init.constant_(self.weight, scale)
        nn.init.zeros_(self.bias)

    def forward(self, x):
        z = x @ self.weight + self.bias
        return z if self.act is None else self.act(z)


class Net(nn.Module):
    def __init__(self, width=24):
        super().__init__()
        self.layers = nn.Sequential(Dense(2, width, torch.tanh), Dense(width, width, torch.tanh), Dense(width, 1))

    def forward(self, x):
        return self.layers(x).squeeze(1)


def batches(n, size):
    yield from torch.randperm(n).split(size)


def main():
    torch.manual_seed(19)
    X, y = make_moons(1200, noise=0.15, random_state=19)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.25, random_state=19)
    t = lambda a: torch.tensor(a, dtype=torch.float32)
    X_tr, X_te, y_tr, y_te = t(X_tr), t(X_te), t(y_tr), t(y_te)
    net = Net()
    opt = torch.optim.Adam(net.parameters(), lr=1e-2)
    lossf = nn.BCEWithLogitsLoss()
    for epoch in range(20):
        net.train()
        total = 0.0
        for idx in batches(len(X_tr), 50):
            opt.zero_grad()
            loss = lossf(net(X_tr[idx]), y_tr[idx])
            loss.backward()
            opt.step()
            total += loss.item() * len(idx)
        if epoch % 5 == 4:
            print(f"epoch {epoch + 1} loss {total / len(X_tr):.4f}")
    net.eval()
    with torch.no_grad():
        acc = ((net(X_te) > 0).float() == y_te).float().mean().item()
    print(f"test accuracy {acc:.4f}, spread of the first layer's columns {net.layers[0].weight.std(dim=1).max():.2e}")


if __name__ == "__main__":
    main()
