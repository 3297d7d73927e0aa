import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Sensor(Dataset):
    """Three kinds of vibration, described by their spectrum."""

    def __init__(self, n, seed):
        rng = np.random.default_rng(seed)
        kinds = rng.integers(0, 3, size=n)
        t = np.arange(64) / 64
        rows = []
        for k in kinds:
            base = np.sin(2 * np.pi * (4 + 6 * k) * t + rng.uniform(0, 6))
            rows.append(np.abs(np.fft.rfft(base + rng.normal(0, 0.8, 64)))[1:] / 32)
        table = np.column_stack([np.array(rows), kinds]).astype(np.float32)
        self.table = torch.from_numpy(table)

    def __len__(self):
        return len(self.table)

    def __getitem__(self, i):
        row = self.table[i]
        return row[:-1], row[-1]


def make_net(n_in):
    return nn.Sequential(nn.Linear(n_in, 32), nn.ReLU(), nn.Linear(32, 3))


def main():
    torch.manual_seed(0)
    train_ds, test_ds = Sensor(800, 1), Sensor(200, 2)
    train_dl = DataLoader(train_ds, batch_size=40, shuffle=True)
    net = make_net(32)
    opt = torch.optim.Adam(net.parameters(), lr=3e-3)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(6):
        net.train()
        total = 0.0
        for x, y in train_dl:
            opt.zero_grad()
            loss = criterion(net(x), y)
            loss.backward()
            opt.step()
            total += loss.item() * len(y)
        print(f"epoch {epoch} loss {total / len(train_ds):.4f}")
    net.eval()
    with torch.no_grad():
        x, y = test_ds.table[:, :-1], test_ds.table[:, -1]
        print("accuracy", (net(x).argmax(1) == y).float().mean().item())


if __name__ == "__main__":
    main()
