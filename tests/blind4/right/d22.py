import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Fruit(Dataset):
    """Round red, round green and long yellow blobs."""

    def __init__(self, n, seed, flip=False):
        rng = np.random.default_rng(seed)
        self.flip = flip
        self.y = rng.integers(0, 3, n)
        img = rng.normal(0.2, 0.1, (n, 16, 16, 3))
        yy, xx = np.mgrid[:16, :16]
        colour = np.array([[0.7, 0.1, 0.1], [0.1, 0.6, 0.1], [0.6, 0.6, 0.0]])
        for k in range(n):
            cy, cx = rng.integers(6, 10, 2)
            a = 2.0 if self.y[k] == 2 else 1.0
            inside = ((yy - cy) * a) ** 2 + ((xx - cx) / a) ** 2 < rng.uniform(9, 16)
            img[k][inside] += colour[self.y[k]]
        self.x = torch.tensor(img, dtype=torch.float32).permute(0, 3, 1, 2).contiguous()

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        x = self.x[i]
        if self.flip and torch.rand(1) < 0.5:
            x = x.flip(-1)
        return x, int(self.y[i])


def conv(i, o):
    return nn.Sequential(nn.Conv2d(i, o, 3, padding=1, bias=False), nn.BatchNorm2d(o), nn.ReLU(), nn.MaxPool2d(2))


def main():
    torch.manual_seed(0)
    train = DataLoader(Fruit(600, 1, flip=True), batch_size=40, shuffle=True)
    test = DataLoader(Fruit(200, 2), batch_size=100)
    net = nn.Sequential(conv(3, 12), conv(12, 16), nn.Flatten(), nn.Linear(256, 3))
    opt = torch.optim.Adam(net.parameters(), lr=1e-3)
    ce = nn.CrossEntropyLoss()
    for epoch in range(5):
        net.train()
        s = 0.0
        for x, y in train:
            opt.zero_grad()
            loss = ce(net(x), y)
            loss.backward()
            opt.step()
            s += loss.item() * len(y)
        net.eval()
        with torch.no_grad():
            ok = sum((net(x).argmax(1) == y).sum().item() for x, y in test)
        print(f"epoch {epoch + 1} loss {s / 600:.4f} acc {ok / 200:.3f}")


if __name__ == "__main__":
    main()
