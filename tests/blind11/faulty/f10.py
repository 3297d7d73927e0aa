import math
import time

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


class SineWindows(Dataset):
    """Sliding windows over a noisy sum of sines; target is the next value."""

    def __init__(self, start, length, window=24):
        t = torch.arange(start, start + length, dtype=torch.float32)
        g = torch.Generator().manual_seed(start)
        self.series = (
            torch.sin(2 * math.pi * t / 24) + 0.5 * torch.sin(2 * math.pi * t / 7)
            + 0.1 * torch.randn(length, generator=g)
        )
        self.window = window

    def __len__(self):
        return len(self.series) - self.window

    def __getitem__(self, i):
        return self.series[i : i + self.window].unsqueeze(-1), self.series[i + self.window]


class Forecaster(nn.Module):
    def __init__(self, hidden=32):
        super().__init__()
        self.gru = nn.GRU(1, hidden, batch_first=True)
        self.head = nn.Linear(hidden, 1)

    def forward(self, x):
        out, _ = self.gru(x)
        return self.head(out[:, -1]).squeeze(-1)


def main():
    torch.manual_seed(0)
    train_loader = DataLoader(SineWindows(0, 1500), batch_size=64, shuffle=True)
    valid_loader = DataLoader(SineWindows(1500, 500), batch_size=64)

    model = Forecaster()
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, T_max=8)
    mse = nn.MSELoss()

    for epoch in range(8):
        t0 = time.time()
        model.train()
        epoch_loss = 0
        for x, y in train_loader:
            opt.zero_grad()
            loss = mse(model(x), y)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
            epoch_loss += loss * x.size(0)
        sched.step()

        model.eval()
        valid_loss = 0.0
        with torch.no_grad():
            for x, y in valid_loader:
                valid_loss += mse(model(x), y).item() * x.size(0)
        print(
            f"epoch {epoch:2d} train {epoch_loss / len(train_loader.dataset):.4f} "
            f"valid {valid_loss / len(valid_loader.dataset):.4f} ({time.time() - t0:.1f}s)"
        )


if __name__ == "__main__":
    main()
