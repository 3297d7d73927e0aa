import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

CLASSES = 3  # ground, disc, box


class Scenes(Dataset):
    def __init__(self, n, seed, size=32):
        rng = np.random.default_rng(seed)
        yy, xx = np.mgrid[:size, :size]
        self.items = []
        for _ in range(n):
            mask = np.zeros((size, size), dtype=np.int64)
            cy, cx, r = rng.uniform(7, 25), rng.uniform(7, 25), rng.uniform(3, 6)
            mask[np.hypot(yy - cy, xx - cx) < r] = 1
            y0, x0 = rng.integers(2, size - 10, 2)
            mask[y0:y0 + rng.integers(5, 9), x0:x0 + rng.integers(5, 9)] = 2
            image = np.choose(mask, [0.2, 0.55, 0.55]) + rng.normal(0, 0.1, mask.shape)
            self.items.append((image.astype(np.float32)[None], mask))

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]


def conv(i, o):
    return nn.Sequential(nn.Conv2d(i, o, 3, padding=1), nn.BatchNorm2d(o), nn.ReLU(inplace=True))


class UNet(nn.Module):
    def __init__(self, w=12):
        super().__init__()
        self.d1, self.d2, self.mid = conv(1, w), conv(w, 2 * w), conv(2 * w, 4 * w)
        self.up2 = nn.ConvTranspose2d(4 * w, 2 * w, 2, stride=2)
        self.u2 = conv(4 * w, 2 * w)
        self.up1 = nn.ConvTranspose2d(2 * w, w, 2, stride=2)
        self.u1 = conv(2 * w, w)
        self.head = nn.Conv2d(w, CLASSES, 1)

    def forward(self, x):
        a = self.d1(x)
        b = self.d2(F.max_pool2d(a, 2))
        c = self.mid(F.max_pool2d(b, 2))
        x = self.u2(torch.cat([self.up2(c), b], dim=1))
        x = self.u1(torch.cat([self.up1(x), a], dim=1))
        return self.head(x)


def iou(pred, mask):
    return [((pred == k) & (mask == k)).sum().item() / max(((pred == k) | (mask == k)).sum().item(), 1) for k in range(CLASSES)]


if __name__ == "__main__":
    torch.manual_seed(0)
    train_dl = DataLoader(Scenes(240, 0), batch_size=16, shuffle=True)
    val_dl = DataLoader(Scenes(60, 1), batch_size=60)
    net = UNet()
    weight = torch.tensor([0.4, 1.0, 1.0])
    opt = torch.optim.Adam(net.parameters(), lr=3e-3)
    for epoch in range(6):
        net.train()
        total = 0.0
        for img, mask in train_dl:
            opt.zero_grad()
            loss = F.cross_entropy(net(img), mask, weight=weight)
            loss.backward()
            opt.step()
            total += loss.item()
        net.eval()
        with torch.no_grad():
            for img, mask in val_dl:
                scores = iou(net(img).argmax(1), mask)
        print(epoch, f"{total / len(train_dl):.4f}", "IoU", [round(s, 3) for s in scores])
