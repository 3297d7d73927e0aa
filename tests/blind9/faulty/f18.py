"""Segmentation of bright blobs with a two-level U-Net."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset


def conv(cin, cout):
    return nn.Sequential(nn.Conv2d(cin, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(inplace=True))


class SmallUNet(nn.Module):
    def __init__(self, w=8):
        super().__init__()
        self.down1, self.down2 = conv(1, w), conv(w, 2 * w)
        self.mid = conv(2 * w, 2 * w)
        self.up2, self.up1 = conv(4 * w, w), conv(2 * w, w)
        self.out = nn.Conv2d(w, 1, kernel_size=1)

    def forward(self, x):
        a = self.down1(x)
        b = self.down2(F.max_pool2d(a, 2))
        c = self.mid(F.max_pool2d(b, 2))
        u = F.interpolate(c, scale_factor=2, mode="nearest")
        u = self.up2(torch.cat([u, b], dim=1))
        u = F.interpolate(u, scale_factor=2, mode="nearest")
        u = self.up1(torch.cat([u, a], dim=1))
        return self.out(u)


def blobs(n, seed, size=32):
    g = torch.Generator().manual_seed(seed)
    yy, xx = torch.meshgrid(torch.arange(size), torch.arange(size), indexing="ij")
    c = torch.randint(8, 24, (n, 2), generator=g)
    r = torch.randint(3, 7, (n,), generator=g)
    mask = ((yy - c[:, 0, None, None]) ** 2 + (xx - c[:, 1, None, None]) ** 2 < r[:, None, None] ** 2).float()
    img = mask + 0.5 * torch.randn(n, size, size, generator=g)
    return TensorDataset(img.unsqueeze(1), mask.unsqueeze(1))


def dice(pred, mask, eps=1e-6):
    inter = (pred * mask).sum(dim=(1, 2, 3))
    return (2 * inter + eps) / (pred.sum(dim=(1, 2, 3)) + mask.sum(dim=(1, 2, 3)) + eps)


def main():
    train, val = blobs(160, 0), blobs(48, 1)
    model = SmallUNet()
    optim = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(3):
        model.train()
        for img, mask in DataLoader(train, batch_size=16, shuffle=True):
            pred = model(img)
            loss = F.binary_cross_entropy(pred, mask)
            optim.zero_grad()
            loss.backward()
            optim.step()
        model.eval()
        scores = []
        with torch.no_grad():
            for img, mask in DataLoader(val, batch_size=16):
                scores.append(dice((torch.sigmoid(model(img)) > 0.5).float(), mask))
        print(epoch, "dice", torch.cat(scores).mean().item())


if __name__ == "__main__":
    main()
