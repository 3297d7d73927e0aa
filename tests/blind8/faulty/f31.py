"""Hourly sensor windows, 1-D convolutional classifier."""
import argparse
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Pool(nn.Module):
    """Average several pooled views of the sequence."""

    def __init__(self, width, views):
        super().__init__()
        self.width, self.views = width, views

    def forward(self, h):                       # h: (N, views, width)
        flat = h.reshape(-1, self.width)
        return flat.view(self.views, -1, self.width).mean(0)


class SensorNet(nn.Module):
    def __init__(self, channels, classes, width=32, views=4):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv1d(channels, width, 5, padding=2), nn.BatchNorm1d(width), nn.ReLU(),
            nn.Conv1d(width, width, 5, padding=2), nn.BatchNorm1d(width), nn.ReLU(),
            nn.AdaptiveMaxPool1d(views),
        )
        self.pool = Pool(width, views)
        self.head = nn.Linear(width, classes)

    def forward(self, x):
        h = self.conv(x).transpose(1, 2)        # (N, views, width)
        return self.head(self.pool(h))


def make_split(n, seed):
    g = torch.Generator().manual_seed(seed)
    t = torch.arange(48).float()
    y = torch.randint(0, 3, (n,), generator=g)
    freq = torch.tensor([0.15, 0.35, 0.8])[y]
    phase = 6.28 * torch.rand(n, 1, generator=g)
    wave = torch.sin(freq[:, None] * t + phase)
    x = torch.stack([wave, wave.roll(3, 1)], 1) + 0.4 * torch.randn(n, 2, 48, generator=g)
    return TensorDataset(x, y)


def evaluate(model, loader):
    model.eval()
    good = 0
    with torch.no_grad():
        for x, y in loader:
            good += (model(x).argmax(1) == y).sum().item()
    return good / len(loader.dataset)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('--epochs', type=int, default=6)
    ap.add_argument('--lr', type=float, default=2e-3)
    args = ap.parse_args()
    torch.manual_seed(0)
    train_dl = DataLoader(make_split(960, 0), batch_size=32, shuffle=True)
    val_dl = DataLoader(make_split(320, 1), batch_size=32)
    model = SensorNet(2, 3)
    opt = torch.optim.Adam(model.parameters(), lr=args.lr)
    crit = nn.CrossEntropyLoss()
    for epoch in range(args.epochs):
        model.train()
        s = 0.0
        for x, y in train_dl:
            opt.zero_grad()
            loss = crit(model(x), y)
            loss.backward()
            opt.step()
            s += loss.item() * len(y)
        print(f'epoch {epoch}: loss {s / len(train_dl.dataset):.4f} val acc {evaluate(model, val_dl):.3f}')


if __name__ == '__main__':
    main()
