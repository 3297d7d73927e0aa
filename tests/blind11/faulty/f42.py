"""U-Net for nuclei-like blobs on 100x100 microscope crops (simulated)."""
import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


class Blobs(Dataset):
    def __init__(self, n, size=100, seed=0):
        self.n, self.size, self.seed = n, size, seed

    def __len__(self):
        return self.n

    def __getitem__(self, idx):
        rng = np.random.default_rng(self.seed * 100_000 + idx)
        yy, xx = np.mgrid[: self.size, : self.size]
        mask = np.zeros((self.size, self.size), dtype=bool)
        for _ in range(rng.integers(3, 9)):
            cy, cx = rng.uniform(0, self.size, 2)
            a, b = rng.uniform(4, 12, 2)
            mask |= ((yy - cy) / a) ** 2 + ((xx - cx) / b) ** 2 < 1
        img = 0.3 + 0.4 * mask + rng.normal(0, 0.15, mask.shape)
        img = torch.from_numpy(img.astype(np.float32)).unsqueeze(0)
        return img, torch.from_numpy(mask.astype(np.float32)).unsqueeze(0)


def double_conv(c_in, c_out):
    return nn.Sequential(
        nn.Conv2d(c_in, c_out, 3, padding=1), nn.BatchNorm2d(c_out), nn.ReLU(inplace=True),
        nn.Conv2d(c_out, c_out, 3, padding=1), nn.BatchNorm2d(c_out), nn.ReLU(inplace=True),
    )


class UNet(nn.Module):
    def __init__(self, base=8):
        super().__init__()
        self.down1 = double_conv(1, base)
        self.down2 = double_conv(base, base * 2)
        self.down3 = double_conv(base * 2, base * 4)
        self.bottom = double_conv(base * 4, base * 8)
        self.pool = nn.MaxPool2d(2)
        self.up3 = nn.ConvTranspose2d(base * 8, base * 4, 2, stride=2)
        self.dec3 = double_conv(base * 8, base * 4)
        self.up2 = nn.ConvTranspose2d(base * 4, base * 2, 2, stride=2)
        self.dec2 = double_conv(base * 4, base * 2)
        self.up1 = nn.ConvTranspose2d(base * 2, base, 2, stride=2)
        self.dec1 = double_conv(base * 2, base)
        self.head = nn.Conv2d(base, 1, 1)

    def forward(self, x):
        d1 = self.down1(x)
        d2 = self.down2(self.pool(d1))
        d3 = self.down3(self.pool(d2))
        b = self.bottom(self.pool(d3))
        u3 = self.dec3(torch.cat([self.up3(b), d3], dim=1))
        u2 = self.dec2(torch.cat([self.up2(u3), d2], dim=1))
        u1 = self.dec1(torch.cat([self.up1(u2), d1], dim=1))
        return self.head(u1)


def dice(logits, target, eps=1.0):
    p = torch.sigmoid(logits)
    inter = (p * target).sum(dim=(1, 2, 3))
    return ((2 * inter + eps) / (p.sum(dim=(1, 2, 3)) + target.sum(dim=(1, 2, 3)) + eps)).mean()


def main():
    torch.manual_seed(0)
    train_dl = DataLoader(Blobs(200, seed=1), batch_size=10, shuffle=True)
    valid_dl = DataLoader(Blobs(40, seed=2), batch_size=10)
    net = UNet()
    bce = nn.BCEWithLogitsLoss()
    opt = torch.optim.Adam(net.parameters(), lr=2e-3)
    for epoch in range(3):
        net.train()
        for img, mask in train_dl:
            out = net(img)
            loss = bce(out, mask) + 1 - dice(out, mask)
            opt.zero_grad()
            loss.backward()
            opt.step()
        net.eval()
        with torch.no_grad():
            scores = [dice(net(img), mask).item() for img, mask in valid_dl]
        print(f"epoch {epoch} dice {np.mean(scores):.3f}")


if __name__ == "__main__":
    main()
