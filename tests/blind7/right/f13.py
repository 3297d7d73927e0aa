import torch
import torch.nn as nn
import torch.nn.functional as F


class DiceBCE(nn.Module):
    def forward(self, logits, mask):
        p = torch.sigmoid(logits)
        inter = (p * mask).sum(dim=(1, 2, 3))
        dice = 1 - (2 * inter + 1) / (p.sum(dim=(1, 2, 3)) + mask.sum(dim=(1, 2, 3)) + 1)
        return dice.mean() + F.binary_cross_entropy_with_logits(logits, mask)


class FCN(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 16, 3, stride=2, padding=1), nn.ReLU())
        self.up = nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(16, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 1, 1))

    def forward(self, x):
        return self.up(self.down(x))


def squares(n, size=20):
    mask = torch.zeros(n, 1, size, size)
    for m in mask:
        r, c = torch.randint(1, size - 8, (2,)).tolist()
        m[0, r:r + 7, c:c + 7] = 1
    return mask * 0.7 + 0.25 * torch.randn_like(mask), mask


torch.manual_seed(12)
x, m = squares(200)
xt, mt = squares(50)
net, crit = FCN(), DiceBCE()
opt = torch.optim.Adam(net.parameters(), lr=3e-3)
for epoch in range(8):
    for i in torch.randperm(200).split(20):
        opt.zero_grad()
        crit(net(x[i]), m[i]).backward()
        opt.step()
with torch.no_grad():
    pred = net(xt) > 0
print("IoU", ((pred & mt.bool()).sum() / (pred | mt.bool()).sum()).item())
