"""Quantile regression on a one-dimensional heteroscedastic curve."""
import numpy as np
import torch
from torch import nn, optim


def pinball(pred, target, q):
    diff = target - pred
    return torch.maximum(q * diff, (q - 1) * diff).mean()


def sample(n, rng):
    x = rng.uniform(-2, 2, size=n).astype(np.float32)
    y = np.sin(2 * x) + rng.normal(0, 0.1 + 0.1 * np.abs(x), size=n)
    return torch.from_numpy(x), torch.from_numpy(y.astype(np.float32))


class Curve(nn.Module):
    def __init__(self, width=40):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(1, width), nn.Tanh(), nn.Linear(width, width), nn.Tanh(), nn.Linear(width, 1))

    def forward(self, x):
        return self.net(x[:, None])


def fit(q, x, y, epochs=30, lr=5e-3):
    torch.manual_seed(0)
    model = Curve()
    opt = optim.Adam(model.parameters(), lr=lr)
    for _ in range(epochs):
        for idx in torch.randperm(len(x)).split(64):
            opt.zero_grad()
            loss = pinball(model(x[idx]), y[idx], q)
            loss.backward()
            opt.step()
    return model


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    x_train, y_train = sample(1200, rng)
    x_test, y_test = sample(400, rng)
    for q in (0.1, 0.5, 0.9):
        m = fit(q, x_train, y_train)
        m.eval()
        with torch.no_grad():
            below = (y_test < m(x_test).squeeze(1)).float().mean()
        print(f"q={q:.1f}  share of test targets below the curve: {below:.3f}")
