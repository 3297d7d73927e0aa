import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


class DoubleConv(nn.Module):
    def __init__(self, in_ch, out_ch):
        super().__init__()
        self.seq = nn.Sequential(
            nn.Conv2d(in_ch, out_ch, kernel_size=3),
            nn.ReLU(inplace=True),
            nn.Conv2d(out_ch, out_ch, kernel_size=3),
            nn.ReLU(inplace=True),
        )

    def forward(self, x):
        return self.seq(x)


class UNet(nn.Module):
    def __init__(self, in_ch=1, n_classes=2):
        super().__init__()
        self.down1 = DoubleConv(in_ch, 16)
        self.pool = nn.MaxPool2d(2)
        self.bottom = DoubleConv(16, 32)
        self.up = nn.ConvTranspose2d(32, 16, kernel_size=2, stride=2)
        self.up_conv = DoubleConv(32, 16)
        self.out = nn.Conv2d(16, n_classes, kernel_size=1)

    def forward(self, x):
        skip = self.down1(x)
        x = self.bottom(self.pool(skip))
        x = self.up(x)
        x = torch.cat([skip, x], dim=1)
        x = self.up_conv(x)
        return self.out(x)


def synth_cells(n, size=48, seed=0):
    """Bright ellipses on a noisy ground, mask = inside."""
    rng = np.random.default_rng(seed)
    yy, xx = np.mgrid[:size, :size]
    imgs = rng.normal(0.2, 0.1, (n, 1, size, size)).astype(np.float32)
    masks = np.zeros((n, size, size), dtype=np.int64)
    for k in range(n):
        for _ in range(rng.integers(1, 4)):
            cy, cx = rng.uniform(8, size - 8, 2)
            a, b = rng.uniform(3, 7, 2)
            inside = ((yy - cy) / a) ** 2 + ((xx - cx) / b) ** 2 < 1
            imgs[k, 0][inside] += rng.uniform(0.4, 0.7)
            masks[k][inside] = 1
    return TensorDataset(torch.from_numpy(imgs), torch.from_numpy(masks))


def pixel_iou(logits, masks):
    pred = logits.argmax(1)
    inter = ((pred == 1) & (masks == 1)).sum().item()
    union = ((pred == 1) | (masks == 1)).sum().item()
    return inter, union


def main(epochs=4, lr=1e-3):
    torch.manual_seed(0)
    train_loader = DataLoader(synth_cells(160, seed=0), batch_size=16, shuffle=True)
    val_loader = DataLoader(synth_cells(48, seed=1), batch_size=16)
    net = UNet()
    criterion = nn.CrossEntropyLoss(weight=torch.tensor([0.4, 1.0]))
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    for epoch in range(epochs):
        net.train()
        total = 0.0
        for imgs, masks in train_loader:
            logits = net(imgs)
            loss = criterion(logits, masks)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
        net.eval()
        inter = union = 0
        with torch.no_grad():
            for imgs, masks in val_loader:
                i, u = pixel_iou(net(imgs), masks)
                inter, union = inter + i, union + u
        print(f"epoch {epoch}: loss {total / len(train_loader):.4f} IoU {inter / max(union, 1):.3f}")


if __name__ == "__main__":
    main()
