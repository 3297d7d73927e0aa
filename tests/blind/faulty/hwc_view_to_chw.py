import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

rng = np.random.default_rng(4)
torch.manual_seed(4)
SIZE = 12


def make_images(n):
    """bars of one colour, horizontal or vertical, on black; (n, H, W, 3) uint8"""
    imgs = np.zeros((n, SIZE, SIZE, 3), dtype=np.uint8)
    labels = rng.integers(0, 2, n)
    for i, lab in enumerate(labels):
        k = rng.integers(1, SIZE - 3)
        colour = rng.integers(100, 255, 3)
        if lab == 0:
            imgs[i, k:k + 2, :, :] = colour
        else:
            imgs[i, :, k:k + 2, :] = colour
    noise = rng.integers(0, 60, imgs.shape)
    return np.clip(imgs.astype(int) + noise, 0, 255).astype(np.uint8), labels


def to_chw(images):
    x = torch.from_numpy(images).float() / 255.0
    n, h, w, c = x.shape
    return x.reshape(n, c, h, w)


class BarNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        x = F.relu(self.conv(x))
        x = F.adaptive_max_pool2d(x, 1).flatten(1)
        return self.fc(x)


train_x, train_y = make_images(400)
test_x, test_y = make_images(100)
train_ds = TensorDataset(to_chw(train_x), torch.from_numpy(train_y))
test_ds = TensorDataset(to_chw(test_x), torch.from_numpy(test_y))
train_dl = DataLoader(train_ds, batch_size=20, shuffle=True)
test_dl = DataLoader(test_ds, batch_size=50)
net = BarNet()
opt = torch.optim.Adam(net.parameters(), lr=5e-3)
for epoch in range(4):
    net.train()
    for x, y in train_dl:
        opt.zero_grad()
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        opt.step()
    net.eval()
    with torch.no_grad():
        acc = sum((net(x).argmax(1) == y).sum().item() for x, y in test_dl) / len(test_ds)
    print("epoch", epoch, "loss", round(loss.item(), 4), "acc", acc)
