import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

SIDE = 16


def draw(rng):
    """bars of one colour on a dark picture; class = direction of the bar"""
    k = rng.integers(0, 2)
    img = rng.normal(0.1, 0.05, (SIDE, SIDE, 3))
    pos = rng.integers(2, SIDE - 4)
    col = rng.uniform(0.4, 1.0, 3)
    if k == 0:
        img[pos:pos + 2, :, :] += col
    else:
        img[:, pos:pos + 2, :] += col
    return img.clip(0, 1).astype(np.float32), int(k)


class Bars(Dataset):
    def __init__(self, n, seed):
        rng = np.random.default_rng(seed)
        pairs = [draw(rng) for _ in range(n)]
        pics = np.stack([p for p, _ in pairs])
        self.x = torch.from_numpy(pics).reshape(n, 3, SIDE, SIDE)
        self.y = torch.tensor([k for _, k in pairs])

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


def main():
    torch.manual_seed(0)
    net = nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(8, 8, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(2),
        nn.Flatten(), nn.Linear(32, 2))
    opt = torch.optim.Adam(net.parameters(), lr=2e-3)
    ce = nn.CrossEntropyLoss()
    train, test = Bars(600, 1), Bars(200, 2)
    for epoch in range(5):
        for x, y in DataLoader(train, batch_size=50, shuffle=True):
            opt.zero_grad()
            ce(net(x), y).backward()
            opt.step()
        with torch.no_grad():
            print(epoch, (net(test.x).argmax(1) == test.y).float().mean().item())


main()
