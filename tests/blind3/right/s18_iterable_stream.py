import random

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, IterableDataset


class LogStream(IterableDataset):
    """Lines "user,hour,clicks,label" in the order of the file, sorted by label; shuffled through a buffer."""

    def __init__(self, lines, buffer=0, seed=0):
        self.lines, self.buffer = lines, buffer
        self.rng = random.Random(seed)

    def parse(self, line):
        _, hour, clicks, label = line.split(",")
        return torch.tensor([float(hour) / 24, float(clicks) / 10]), torch.tensor(float(label))

    def __iter__(self):
        if not self.buffer:
            yield from map(self.parse, self.lines)
            return
        pool = []
        for line in self.lines:
            pool.append(line)
            if len(pool) >= self.buffer:
                yield self.parse(pool.pop(self.rng.randrange(len(pool))))
        self.rng.shuffle(pool)
        yield from map(self.parse, pool)


def fake_log(n, seed):
    rng = random.Random(seed)
    rows = []
    for i in range(n):
        hour, clicks = rng.uniform(0, 24), rng.randint(0, 10)
        label = int(abs(hour - 18) < 3.5 and clicks > 3)
        rows.append((label, f"u{i},{hour:.2f},{clicks},{label}"))
    return [line for _, line in sorted(rows)]


def main():
    torch.manual_seed(0)
    train = LogStream(fake_log(2500, 0), buffer=2500)
    val = LogStream(fake_log(600, 1))
    train_loader = DataLoader(train, batch_size=32)
    val_loader = DataLoader(val, batch_size=100, shuffle=False)
    net = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 1), nn.Flatten(0))
    opt = torch.optim.Adam(net.parameters(), lr=5e-3)
    bce = nn.BCEWithLogitsLoss()
    for epoch in range(8):
        net.train()
        total, n = 0.0, 0
        for x, y in train_loader:
            opt.zero_grad()
            loss = bce(net(x), y)
            loss.backward()
            opt.step()
            total += loss.item() * len(y)
            n += len(y)
        print(f"epoch {epoch} rows {n} loss {total / n:.4f}")
    net.eval()
    tp = fp = fn = n = good = 0
    with torch.no_grad():
        for x, y in val_loader:
            pred, true = net(x) > 0, y > 0.5
            tp, fp, fn = tp + (pred & true).sum().item(), fp + (pred & ~true).sum().item(), fn + (~pred & true).sum().item()
            good, n = good + (pred == true).sum().item(), n + len(y)
    print(f"accuracy {good / n:.4f} F1 {2 * tp / (2 * tp + fp + fn):.4f}")


if __name__ == "__main__":
    main()
