import torch
import torch.nn as nn
import torch.nn.functional as F


def block(i, o):
    return nn.Sequential(nn.Conv2d(i, o, 3, padding=1), nn.ReLU(inplace=True), nn.Conv2d(o, o, 3, padding=1), nn.ReLU(inplace=True))


class MiniUNet(nn.Module):
    def __init__(self, base=8):
        super().__init__()
        self.d1, self.d2 = block(1, base), block(base, base * 2)
        self.up = nn.ConvTranspose2d(base * 2, base, 2, stride=2)
        self.u1 = block(base * 2, base)
        self.last = nn.Conv2d(base, 1, 1)

    def forward(self, x):
        a = self.d1(x)
        b = self.d2(F.max_pool2d(a, 2))
        c = self.u1(torch.cat([a, self.up(b)], dim=1))
        return torch.sigmoid(self.last(c))


def discs(n, size=24):
    yy, xx = torch.meshgrid(torch.arange(size), torch.arange(size), indexing="ij")
    cy, cx = torch.randint(6, size - 6, (2, n, 1, 1))
    r = torch.randint(3, 6, (n, 1, 1))
    mask = (((yy - cy) ** 2 + (xx - cx) ** 2) <= r ** 2).float().unsqueeze(1)
    return mask * 0.8 + torch.randn(n, 1, size, size) * 0.2, mask


def iou(p, m):
    p = p > 0.5
    m = m.bool()
    return ((p & m).sum() / (p | m).sum().clamp(min=1)).item()


torch.manual_seed(4)
x, m = discs(240)
xv, mv = discs(60)
net = MiniUNet()
opt = torch.optim.Adam(net.parameters(), lr=3e-3)
for epoch in range(5):
    net.train()
    for i in torch.randperm(240).split(24):
        loss = F.binary_cross_entropy_with_logits(net(x[i]), m[i])
        opt.zero_grad()
        loss.backward()
        opt.step()
    net.eval()
    with torch.no_grad():
        print(f"{epoch} {loss.item():.3f} IoU {iou(net(xv), mv):.3f}")
