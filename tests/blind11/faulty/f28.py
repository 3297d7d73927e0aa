"""Tell three kinds of coloured shapes apart. Images come as (N, H, W, C) uint8 arrays, like from OpenCV."""
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

SIZE = 24


def draw(kind, rng):
    img = rng.integers(0, 60, size=(SIZE, SIZE, 3), dtype=np.uint8)
    r = int(rng.integers(4, 8))
    cy, cx = rng.integers(r, SIZE - r, size=2)
    colour = rng.integers(120, 255, size=3, dtype=np.uint8)
    yy, xx = np.mgrid[:SIZE, :SIZE]
    if kind == 0:
        mask = (yy - cy) ** 2 + (xx - cx) ** 2 <= r * r
    elif kind == 1:
        mask = (abs(yy - cy) <= r) & (abs(xx - cx) <= r)
    else:
        mask = ((abs(yy - cy) <= 1) & (abs(xx - cx) <= r)) | ((abs(xx - cx) <= 1) & (abs(yy - cy) <= r))
    img[mask] = colour
    return img


class ShapeDataset(Dataset):
    def __init__(self, n, seed):
        rng = np.random.default_rng(seed)
        self.labels = rng.integers(0, 3, size=n)
        self.images = np.stack([draw(k, rng) for k in self.labels])

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        img = torch.from_numpy(self.images[i]).float() / 255.0
        img = img.view(3, SIZE, SIZE)
        return img, int(self.labels[i])


def conv_block(c_in, c_out):
    return nn.Sequential(nn.Conv2d(c_in, c_out, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))


class ShapeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Sequential(conv_block(3, 12), conv_block(12, 24), conv_block(24, 32))
        self.fc = nn.Linear(32 * 3 * 3, 3)

    def forward(self, x):
        return self.fc(self.conv(x).flatten(1))


def main():
    torch.manual_seed(4)
    train_dl = DataLoader(ShapeDataset(900, seed=1), batch_size=32, shuffle=True)
    test_dl = DataLoader(ShapeDataset(300, seed=2), batch_size=100)
    model = ShapeNet()
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    ce = nn.CrossEntropyLoss()

    for epoch in range(20):
        model.train()
        acc_loss = 0.0
        for x, y in train_dl:
            opt.zero_grad()
            loss = ce(model(x), y)
            loss.backward()
            opt.step()
            acc_loss += loss.item()
        print("epoch", epoch, "loss", round(acc_loss / len(train_dl), 4))

    model.eval()
    with torch.no_grad():
        ok = sum((model(x).argmax(1) == y).sum().item() for x, y in test_dl)
    print("test accuracy", ok / 300)


if __name__ == "__main__":
    main()
