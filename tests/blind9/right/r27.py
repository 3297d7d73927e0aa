"""Electricity load forecasting: 48 h in, 1 h out, chronological split."""
import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


class Windows(Dataset):
    def __init__(self, series, past):
        self.s = torch.tensor(series, dtype=torch.float32)
        self.past = past

    def __len__(self):
        return len(self.s) - self.past

    def __getitem__(self, i):
        return self.s[i:i + self.past].unsqueeze(-1), self.s[i + self.past]


class Forecaster(nn.Module):
    def __init__(self, hidden=32):
        super().__init__()
        self.lstm = nn.LSTM(1, hidden, batch_first=True)
        self.fc = nn.Linear(hidden, 1)

    def forward(self, x):
        _, (h, _) = self.lstm(x)
        return self.fc(h[-1]).squeeze(-1)


def load_series(hours=2000):
    rng = np.random.default_rng(0)
    t = np.arange(hours)
    return 500 + 80 * np.sin(2 * np.pi * t / 24) + 30 * np.sin(2 * np.pi * t / 168) + rng.normal(0, 10, hours)


def main(past=48):
    raw = load_series()
    a, b = int(0.7 * len(raw)), int(0.85 * len(raw))
    mean, std = raw[:a].mean(), raw[:a].std()
    z = (raw - mean) / std
    train = Windows(z[:a], past)
    valid = Windows(z[a - past:b], past)
    test = Windows(z[b - past:], past)
    net = Forecaster()
    opt = torch.optim.Adam(net.parameters(), lr=5e-3)
    plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(opt, patience=2, factor=0.5)
    mse = nn.MSELoss()

    def rmse(ds):
        net.eval()
        se = 0.0
        with torch.no_grad():
            for x, y in DataLoader(ds, batch_size=200):
                se += ((net(x) - y) ** 2).sum().item()
        return (se / len(ds)) ** 0.5 * std

    for epoch in range(6):
        net.train()
        for x, y in DataLoader(train, batch_size=64, shuffle=True):
            opt.zero_grad()
            mse(net(x), y).backward()
            opt.step()
        v = rmse(valid)
        plateau.step(v)
        print(epoch, "valid rmse", round(float(v), 2))
    print("test rmse", round(float(rmse(test)), 2))


if __name__ == "__main__":
    main()
