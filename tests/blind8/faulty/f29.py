"""Segmentation of discs with a tiny U-Net."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class Discs(Dataset):
    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(seed)
        yy, xx = torch.meshgrid(torch.arange(24.), torch.arange(24.), indexing='ij')
        c = 6 + 12 * torch.rand(n, 2, generator=g)
        r = 3 + 3 * torch.rand(n, generator=g)
        d = ((yy - c[:, 0, None, None]) ** 2 + (xx - c[:, 1, None, None]) ** 2).sqrt()
        self.mask = (d < r[:, None, None]).float().unsqueeze(1)
        self.img = self.mask + 0.7 * torch.randn(n, 1, 24, 24, generator=g)

    def __len__(self):
        return len(self.img)

    def __getitem__(self, i):
        return self.img[i], self.mask[i]


def block(i, o):
    return nn.Sequential(nn.Conv2d(i, o, 3, padding=1), nn.BatchNorm2d(o), nn.ReLU(inplace=True))


class UNet(nn.Module):
    def __init__(self, c=8):
        super().__init__()
        self.d1, self.d2 = block(1, c), block(c, 2 * c)
        self.up = nn.ConvTranspose2d(2 * c, c, 2, stride=2)
        self.u1 = block(2 * c, c)
        self.out = nn.Conv2d(c, 1, 1)

    def forward(self, x):
        a = self.d1(x)
        b = self.d2(F.max_pool2d(a, 2))
        return self.out(self.u1(torch.cat([a, self.up(b)], 1)))


class Metrics:
    def __init__(self):
        self.inter = self.union = 0.0

    def update(self, output, mask, thr=0.5):
        pred = (output > thr).float()
        self.inter += (pred * mask).sum().item()
        self.union += ((pred + mask) > 0).sum().item()

    @property
    def iou(self):
        return self.inter / max(self.union, 1.0)


def dice_bce(logits, mask):
    bce = F.binary_cross_entropy_with_logits(logits, mask)
    p = torch.sigmoid(logits)
    dice = 1 - (2 * (p * mask).sum() + 1) / (p.sum() + mask.sum() + 1)
    return bce + dice


def validate(model, loader):
    model.eval()
    m = Metrics()
    with torch.no_grad():
        for img, mask in loader:
            m.update(model(img), mask)
    return m.iou


def main():
    torch.manual_seed(0)
    tr = DataLoader(Discs(240, 0), batch_size=16, shuffle=True)
    va = DataLoader(Discs(60, 1), batch_size=30)
    model = UNet()
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(4):
        model.train()
        for img, mask in tr:
            loss = dice_bce(model(img), mask)
            opt.zero_grad()
            loss.backward()
            opt.step()
        print(f'{epoch} loss {loss.item():.3f} IoU {validate(model, va):.3f}')


if __name__ == '__main__':
    main()
