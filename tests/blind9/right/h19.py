"""결함 영역 분할: 초점 손실과 다이스 손실을 직접 쓴 작은 U-Net"""
import torch
from torch import nn


def parts(n, gen, size=24):
    yy, xx = torch.meshgrid(torch.arange(size).float(), torch.arange(size).float(), indexing="ij")
    c = torch.rand(n, 2, 1, 1, generator=gen) * (size - 8) + 4
    r = torch.rand(n, 1, 1, generator=gen) * 2 + 1.5
    mask = (((yy - c[:, 0]) ** 2 + (xx - c[:, 1]) ** 2) <= r ** 2).float().unsqueeze(1)
    texture = torch.sin(xx * 0.9 + 6.28 * torch.rand(n, 1, 1, generator=gen)).unsqueeze(1) * 0.3
    return texture + 1.2 * mask + 0.4 * torch.randn(n, 1, size, size, generator=gen), mask


class UNet(nn.Module):
    def __init__(self, w=8):
        super().__init__()
        self.down1 = nn.Sequential(nn.Conv2d(1, w, 3, padding=1), nn.BatchNorm2d(w), nn.ReLU())
        self.down2 = nn.Sequential(nn.Conv2d(w, 2 * w, 3, padding=1), nn.BatchNorm2d(2 * w), nn.ReLU())
        self.up = nn.ConvTranspose2d(2 * w, w, 2, stride=2)
        self.end = nn.Conv2d(2 * w, 1, 3, padding=1)

    def forward(self, x):
        a = self.down1(x)
        b = self.down2(nn.functional.max_pool2d(a, 2))
        return self.end(torch.cat([a, self.up(b)], dim=1))


def focal(logits, target, gamma=2.0, alpha=0.75):
    ce = nn.functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
    pt = torch.exp(-ce)
    weight = alpha * target + (1 - alpha) * (1 - target)
    return (weight * (1 - pt) ** gamma * ce).mean()


def dice(prob, target):
    both = (prob * target).sum((1, 2, 3))
    return ((2 * both + 1) / (prob.sum((1, 2, 3)) + target.sum((1, 2, 3)) + 1)).mean()


torch.manual_seed(22)
gen = torch.Generator().manual_seed(22)
x, m = parts(400, gen)
xv, mv = parts(120, gen)
net = UNet()
opt = torch.optim.Adam(net.parameters(), lr=3e-3)
for epoch in range(10):
    net.train()
    total = 0.0
    for idx in torch.randperm(400).split(20):
        out = net(x[idx])
        loss = 5 * focal(out, m[idx]) + 1 - dice(torch.sigmoid(out), m[idx])
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item() * len(idx)
    net.eval()
    with torch.no_grad():
        hard = (net(xv) > 0).float()
    print(f"에폭 {epoch + 1} 손실 {total / 400:.4f} 검증 다이스 {dice(hard, mv).item():.4f}")
