"""One-step-ahead demand forecasting with a small convolutional network."""
import math

import torch
from torch import nn


def make_series(n=1600, seed=0):
    g = torch.Generator().manual_seed(seed)
    t = torch.arange(n, dtype=torch.float32)
    s = torch.sin(2 * math.pi * t / 24) + 0.5 * torch.sin(2 * math.pi * t / 168 + 0.7)
    return s + 0.1 * torch.randn(n, generator=g)


def windows(series, length):
    x = series.unfold(0, length + 1, 1)
    return x[:, :-1].unsqueeze(1), x[:, -1]


class Forecaster(nn.Module):
    def __init__(self, length, channels=16):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv1d(1, channels, 5, padding=2), nn.ReLU(),
            nn.Conv1d(channels, channels, 5, padding=2), nn.ReLU(),
        )
        self.head = nn.Linear(channels * length, 1)

    def forward(self, x):
        return self.head(self.body(x).flatten(1))


def log_cosh(pred, target):
    diff = pred - target
    return (diff + nn.functional.softplus(-2.0 * diff) - math.log(2.0)).mean()


def iterate(x, y, batch_size, generator):
    order = torch.randperm(len(x), generator=generator)
    for i in range(0, len(x), batch_size):
        idx = order[i:i + batch_size]
        yield x[idx], y[idx]


def main():
    torch.manual_seed(1)
    length = 48
    series = make_series()
    split = 1200
    x_train, y_train = windows(series[:split], length)
    x_test, y_test = windows(series[split - length:], length)

    model = Forecaster(length)
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=1e-3)
    gen = torch.Generator().manual_seed(2)

    for epoch in range(12):
        model.train()
        losses = []
        for xb, yb in iterate(x_train, y_train, 64, gen):
            loss = log_cosh(model(xb), yb)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        print(f"epoch {epoch:02d} log-cosh {sum(losses) / len(losses):.4f}")

    model.eval()
    with torch.no_grad():
        forecast = model(x_test).squeeze(-1)
    mae = (forecast - y_test).abs().mean().item()
    naive = (x_test[:, 0, -1] - y_test).abs().mean().item()
    print(f"test MAE {mae:.3f} (last value: {naive:.3f})")


if __name__ == "__main__":
    main()
