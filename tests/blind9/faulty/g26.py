"""Segmentation of blobs on noisy pictures."""
import torch
from torch import nn
import torch.nn.functional as F


def scenes(n, gen, size=20):
    yy, xx = torch.meshgrid(torch.arange(size), torch.arange(size), indexing="ij")
    centre = torch.randint(4, size - 4, (n, 2), generator=gen)
    radius = torch.randint(2, 5, (n,), generator=gen)
    dist = (yy[None] - centre[:, 0, None, None]) ** 2 + (xx[None] - centre[:, 1, None, None]) ** 2
    mask = (dist <= radius[:, None, None] ** 2).float().unsqueeze(1)
    image = mask + 0.6 * torch.randn(n, 1, size, size, generator=gen)
    return image, mask


class ConvBlock(nn.Sequential):
    def __init__(self, a, b, act=nn.ReLU()):
        super().__init__(nn.Conv2d(a, b, 3, padding=1), act)


class SegNet(nn.Module):
    def __init__(self, width=12):
        super().__init__()
        self.layers = nn.Sequential(
            ConvBlock(1, width),
            ConvBlock(width, width),
            ConvBlock(width, width),
            ConvBlock(width, 1, act=nn.Sigmoid()),
        )

    def forward(self, x):
        return self.layers(x)


def dice(p, m):
    inter = (p * m).sum((1, 2, 3))
    return ((2 * inter + 1) / (p.sum((1, 2, 3)) + m.sum((1, 2, 3)) + 1)).mean().item()


def predict(net, x):
    net.eval()
    with torch.no_grad():
        out = net(x)
    return out, (out > 0.5).float()


torch.manual_seed(3)
gen = torch.Generator().manual_seed(3)
x, m = scenes(400, gen)
xv, mv = scenes(100, gen)
net = SegNet()
opt = torch.optim.Adam(net.parameters(), lr=3e-3)
for epoch in range(8):
    net.train()
    total = 0.0
    for idx in torch.randperm(len(x)).split(20):
        loss = F.binary_cross_entropy_with_logits(net(x[idx]), m[idx])
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item() * len(idx)
    out, hard = predict(net, xv)
    val = F.binary_cross_entropy_with_logits(out, mv).item()
    print(f"epoch {epoch + 1} train {total / len(x):.4f} val {val:.4f} dice {dice(hard, mv):.4f}")
