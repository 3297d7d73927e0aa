"""Predict the day-ahead temperature anomaly (deg C, standardised) from weather features."""
from dataclasses import dataclass, field

import numpy as np
import torch
import torch.nn as nn


@dataclass
class Standardiser:
    mean: np.ndarray = field(default=None)
    std: np.ndarray = field(default=None)

    def fit(self, a):
        self.mean, self.std = a.mean(axis=0), a.std(axis=0) + 1e-8
        return self

    def __call__(self, a):
        return ((a - self.mean) / self.std).astype(np.float32)

    def inverse(self, a):
        return a * self.std + self.mean


def weather(n_days=3000, seed=12):
    rng = np.random.default_rng(seed)
    anomaly = np.zeros(n_days)
    pressure = rng.normal(1013, 8, n_days)
    wind = rng.gamma(2.0, 2.5, n_days)
    cloud = rng.uniform(0, 1, n_days)
    for d in range(1, n_days):
        anomaly[d] = 0.75 * anomaly[d - 1] + 0.05 * (pressure[d - 1] - 1013) - 0.1 * (wind[d - 1] - 5) + rng.normal(0, 0.6)
    X = np.column_stack([anomaly, pressure, wind, cloud])[:-1]
    y = anomaly[1:, None]
    return X, y


class AnomalyNet(nn.Module):
    def __init__(self, n_in, hidden):
        super().__init__()
        dims = [n_in, *hidden, 1]
        blocks = []
        for a, b in zip(dims[:-1], dims[1:]):
            blocks.append(nn.Linear(a, b))
            blocks.append(nn.ReLU())
        self.layers = nn.Sequential(*blocks)

    def forward(self, x):
        return self.layers(x)


def minibatches(X, y, size, rng):
    order = rng.permutation(len(X))
    for s in range(0, len(order), size):
        take = order[s : s + size]
        yield torch.from_numpy(X[take]), torch.from_numpy(y[take])


def main():
    torch.manual_seed(12)
    rng = np.random.default_rng(0)
    X, y = weather()
    cut = int(0.8 * len(X))  # chronological split
    fx, fy = Standardiser().fit(X[:cut]), Standardiser().fit(y[:cut])
    X_train, y_train = fx(X[:cut]), fy(y[:cut])
    X_test, y_test = fx(X[cut:]), y[cut:]

    model = AnomalyNet(4, [32, 32])
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    loss_fn = nn.SmoothL1Loss()
    for epoch in range(15):
        model.train()
        losses = []
        for xb, yb in minibatches(X_train, y_train, 64, rng):
            optimizer.zero_grad()
            loss = loss_fn(model(xb), yb)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        print(f"epoch {epoch:2d} loss {np.mean(losses):.4f}")

    model.eval()
    with torch.no_grad():
        pred = fy.inverse(model(torch.from_numpy(X_test)).numpy())
    print(f"MAE on the last 20 % of days: {np.abs(pred - y_test).mean():.3f} deg C")


if __name__ == "__main__":
    main()
