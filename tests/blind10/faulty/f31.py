"""Human activity style windows -> class, 1-D CNN on made-up accelerometer data."""
import argparse

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

ACTIVITIES = ["walk", "run", "stairs", "rest"]


def synth(n, rng, length=64):
    t = np.arange(length) / 20.0
    X = np.empty((n, 3, length), dtype=np.float32)
    y = rng.integers(0, len(ACTIVITIES), n)
    base = {0: (1.8, 0.8), 1: (2.8, 1.6), 2: (1.5, 1.1), 3: (0.2, 0.1)}
    for i, label in enumerate(y):
        f, a = base[int(label)]
        f *= rng.uniform(0.85, 1.15)
        for ax in range(3):
            phase = rng.uniform(0, 2 * np.pi)
            X[i, ax] = a * (1 - 0.2 * ax) * np.sin(2 * np.pi * f * t + phase) + rng.normal(0, 0.5, length)
    return torch.from_numpy(X), torch.from_numpy(y)


class HarNet(nn.Module):
    def __init__(self, n_classes=len(ACTIVITIES), p=0.5):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv1d(3, 32, 5, padding=2), nn.BatchNorm1d(32), nn.ReLU(), nn.MaxPool1d(2),
            nn.Conv1d(32, 64, 5, padding=2), nn.BatchNorm1d(64), nn.ReLU(), nn.AdaptiveAvgPool1d(4),
        )
        self.fc = nn.Sequential(nn.Flatten(), nn.Dropout(p), nn.Linear(256, 64), nn.ReLU(), nn.Dropout(p), nn.Linear(64, n_classes))

    def forward(self, x):
        return self.fc(self.conv(x))


def train_epoch(model, loader, opt, criterion):
    model.train()
    loss_sum = 0.0
    for xb, yb in loader:
        opt.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        opt.step()
        loss_sum += loss.item() * len(yb)
    return loss_sum / len(loader.dataset)


def test(model, loader):
    confusion = torch.zeros(len(ACTIVITIES), len(ACTIVITIES), dtype=torch.long)
    with torch.no_grad():
        for xb, yb in loader:
            pred = model(xb).argmax(dim=1)
            for t, p in zip(yb, pred):
                confusion[t, p] += 1
    return confusion


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--lr", type=float, default=1e-3)
    args = parser.parse_args([])
    torch.manual_seed(2)
    rng = np.random.default_rng(2)
    train_loader = DataLoader(TensorDataset(*synth(1200, rng)), batch_size=40, shuffle=True)
    test_loader = DataLoader(TensorDataset(*synth(400, rng)), batch_size=40)
    model = HarNet()
    opt = torch.optim.Adam(model.parameters(), lr=args.lr)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(args.epochs):
        print(f"epoch {epoch}: loss {train_epoch(model, train_loader, opt, criterion):.4f}")
    confusion = test(model, test_loader)
    print(confusion)
    print("accuracy", confusion.diag().sum().item() / confusion.sum().item())


if __name__ == "__main__":
    main()
