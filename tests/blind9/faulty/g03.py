"""Coloured shapes: tell red-ish squares, discs and crosses from one another."""
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
import torch.nn.functional as F


@dataclass
class Config:
    size: int = 24
    channels: int = 3
    n_train: int = 900
    n_test: int = 300
    epochs: int = 10
    lr: float = 2e-3


def draw(kind, size, rng):
    img = rng.integers(0, 90, (size, size, 3))
    colour = rng.integers(120, 256, 3)
    cx, cy = rng.integers(7, size - 7, 2)
    r = rng.integers(4, 7)
    yy, xx = np.mgrid[:size, :size]
    if kind == 0:
        mask = (abs(xx - cx) <= r) & (abs(yy - cy) <= r)
    elif kind == 1:
        mask = (xx - cx) ** 2 + (yy - cy) ** 2 <= r * r
    else:
        mask = ((abs(xx - cx) <= 1) & (abs(yy - cy) <= r)) | ((abs(yy - cy) <= 1) & (abs(xx - cx) <= r))
    img[mask] = colour
    return img.astype(np.uint8)


def make(n, cfg, rng):
    labels = rng.integers(0, 3, n)
    pictures = np.stack([draw(k, cfg.size, rng) for k in labels])
    batch = torch.from_numpy(pictures).float() / 255.0
    batch = batch.view(n, cfg.channels, cfg.size, cfg.size)
    return (batch - 0.3) / 0.25, torch.from_numpy(labels)


class SmallCNN(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.c1 = nn.Conv2d(channels, 12, 3, padding=1)
        self.c2 = nn.Conv2d(12, 24, 3, padding=1)
        self.c3 = nn.Conv2d(24, 24, 3, padding=1)
        self.fc = nn.Linear(24, 3)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.c1(x)), 2)
        x = F.max_pool2d(F.relu(self.c2(x)), 2)
        x = F.relu(self.c3(x))
        return self.fc(x.amax(dim=(2, 3)))


cfg = Config()
torch.manual_seed(0)
rng = np.random.default_rng(0)
xtr, ytr = make(cfg.n_train, cfg, rng)
xte, yte = make(cfg.n_test, cfg, rng)

net = SmallCNN(cfg.channels)
opt = torch.optim.Adam(net.parameters(), lr=cfg.lr)
for epoch in range(cfg.epochs):
    net.train()
    order = torch.randperm(len(xtr))
    losses = []
    for idx in order.split(50):
        loss = F.cross_entropy(net(xtr[idx]), ytr[idx])
        opt.zero_grad()
        loss.backward()
        opt.step()
        losses.append(loss.item())
    net.eval()
    with torch.no_grad():
        acc = (net(xte).argmax(1) == yte).float().mean().item()
    print(f"epoch {epoch + 1} loss {np.mean(losses):.3f} test acc {acc:.3f}")
