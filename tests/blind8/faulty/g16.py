"""Weather windows: next-hour temperature change."""
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def station(n=1500, seed=0):
    r = np.random.default_rng(seed)
    t = np.arange(n)
    temp = 290 + 6 * np.sin(2 * np.pi * t / 24) + r.normal(0, 0.2, n)
    press = 1013 + 8 * np.sin(2 * np.pi * t / 170) + r.normal(0, 0.3, n)
    hum = 0.012 + 0.003 * np.cos(2 * np.pi * t / 24) + r.normal(0, 0.0003, n)
    return np.stack([temp, press, hum], 1)


def windows(a, size=12):
    x = np.stack([a[i:i + size] for i in range(len(a) - size - 3)])
    y = np.array([a[i + size + 2, 0] - a[i + size - 1, 0] for i in range(len(a) - size - 3)])
    return x, y


def prepare():
    a = station()
    cut = 1200
    xa, ya = windows(a[:cut])
    xb, yb = windows(a[cut:])
    m, s = ya.mean(), ya.std()
    to = lambda v: torch.tensor(v, dtype=torch.float32)
    return to(xa), to((ya - m) / s).unsqueeze(1), to(xb), to((yb - m) / s).unsqueeze(1)


class Forecaster(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(3, 24, batch_first=True)
        self.fc = nn.Linear(24, 1)

    def forward(self, x):
        out, _ = self.lstm(x)
        return self.fc(out[:, -1])


def main():
    torch.manual_seed(0)
    xa, ya, xb, yb = prepare()
    model = Forecaster()
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    crit = nn.MSELoss()
    for epoch in range(10):
        model.train()
        for x, y in DataLoader(TensorDataset(xa, ya), 64, shuffle=True):
            loss = crit(model(x), y)
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
        model.eval()
        with torch.no_grad():
            print(epoch, f'train {loss.item():.4f} val {crit(model(xb), yb).item():.4f} constant {yb.var().item():.4f}')


if __name__ == '__main__':
    main()
