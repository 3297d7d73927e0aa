"""Binary segmentation of rings, Dice + BCE, a small fully convolutional net; sizes divisible by four."""
import logging
import math

import torch
from torch import nn
from torch.utils.data import DataLoader, IterableDataset

log = logging.getLogger("rings")


class RingStream(IterableDataset):
    """Endless simulator cut to `n` pictures; a fixed seed makes it repeatable."""

    def __init__(self, n, seed, size=32):
        self.n, self.seed, self.size = n, seed, size

    def __len__(self):
        return self.n

    def __iter__(self):
        g = torch.Generator().manual_seed(self.seed)
        yy, xx = torch.meshgrid(torch.arange(self.size), torch.arange(self.size), indexing="ij")
        for _ in range(self.n):
            cy, cx = (8 + 16 * torch.rand(2, generator=g)).tolist()
            r = 4 + 6 * torch.rand((), generator=g).item()
            d = ((yy - cy) ** 2 + (xx - cx) ** 2).sqrt()
            mask = ((d - r).abs() < 1.5).float()
            img = 0.6 * mask + 0.35 * torch.randn(self.size, self.size, generator=g)
            yield img.unsqueeze(0), mask.unsqueeze(0)


class SegNet(nn.Module):
    def __init__(self, c=12):
        super().__init__()
        cbr = lambda i, o: nn.Sequential(nn.Conv2d(i, o, 3, padding=1), nn.BatchNorm2d(o), nn.ReLU())
        self.enc1, self.enc2, self.mid = cbr(1, c), cbr(c, 2 * c), cbr(2 * c, 4 * c)
        self.dec2, self.dec1 = cbr(6 * c, 2 * c), cbr(3 * c, c)
        self.pool = nn.MaxPool2d(2)
        self.up = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False)
        self.out = nn.Conv2d(c, 1, 1)

    def forward(self, x):
        e1 = self.enc1(x)
        e2 = self.enc2(self.pool(e1))
        m = self.mid(self.pool(e2))
        d2 = self.dec2(torch.cat((self.up(m), e2), 1))
        d1 = self.dec1(torch.cat((self.up(d2), e1), 1))
        return self.out(d1)


class DiceBCELoss(nn.Module):
    def __init__(self, smooth=1.0):
        super().__init__()
        self.smooth = smooth
        self.bce = nn.BCEWithLogitsLoss()

    def forward(self, logits, target):
        p = logits.sigmoid().flatten(1)
        t = target.flatten(1)
        dice = (2 * (p * t).sum(1) + self.smooth) / (p.sum(1) + t.sum(1) + self.smooth)
        return self.bce(logits, target) + (1 - dice).mean()


@torch.no_grad()
def iou(model, loader):
    model.eval()
    inter = union = 0.0
    for x, t in loader:
        p = model(x) > 0
        inter += (p & (t > 0.5)).sum().item()
        union += (p | (t > 0.5)).sum().item()
    return inter / union


def main():
    logging.basicConfig(level=logging.INFO, format="%(name)s %(message)s")
    torch.manual_seed(0)
    train_dl = DataLoader(RingStream(300, seed=1), batch_size=20)
    test_dl = DataLoader(RingStream(100, seed=2), batch_size=20)
    net, loss_fn = SegNet(), DiceBCELoss()
    opt = torch.optim.Adam(net.parameters(), lr=3e-3)
    steps = math.ceil(300 / 20)
    for epoch in range(6):
        net.train()
        total = 0.0
        for x, t in train_dl:
            opt.zero_grad(set_to_none=True)
            loss = loss_fn(net(x), t)
            loss.backward()
            opt.step()
            total += loss.item()
        log.info("epoch %d loss %.3f", epoch, total / steps)
    log.info("IoU on fresh rings %.3f", iou(net, test_dl))


if __name__ == "__main__":
    main()
