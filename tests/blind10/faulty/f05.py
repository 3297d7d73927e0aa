# blob segmentation, tiny encoder/decoder with a dice loss
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import Dataset, DataLoader


class Blobs(Dataset):
    """32x32 noisy images holding one bright disc; the mask is the disc."""

    def __init__(self, n, seed):
        rng = np.random.default_rng(seed)
        yy, xx = np.mgrid[:32, :32]
        self.images, self.masks = [], []
        for _ in range(n):
            cy, cx = rng.uniform(8, 24, 2)
            r = rng.uniform(4, 8)
            mask = ((yy - cy) ** 2 + (xx - cx) ** 2 < r ** 2).astype(np.float32)
            img = 0.6 * mask + rng.normal(0, 0.3, mask.shape)
            self.images.append(img.astype(np.float32))
            self.masks.append(mask)

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        return torch.from_numpy(self.images[i])[None], torch.from_numpy(self.masks[i])[None]


def block(i, o):
    return nn.Sequential(nn.Conv2d(i, o, 3, padding=1), nn.BatchNorm2d(o), nn.ReLU())


class SegNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc1, self.enc2 = block(1, 8), block(8, 16)
        self.dec = block(24, 8)
        self.head = nn.Conv2d(8, 1, 1)

    def forward(self, x):
        a = self.enc1(x)
        b = self.enc2(F.max_pool2d(a, 2))
        b = F.interpolate(b, scale_factor=2, mode="nearest")
        return self.head(self.dec(torch.cat([a, b], dim=1)))


class DiceLoss(nn.Module):
    def __init__(self, smooth=1.0):
        super().__init__()
        self.smooth = smooth

    def forward(self, logits, target):
        pred = (torch.sigmoid(logits) > 0.5).float()
        inter = (pred * target).sum(dim=(1, 2, 3))
        union = pred.sum(dim=(1, 2, 3)) + target.sum(dim=(1, 2, 3))
        dice = (2 * inter + self.smooth) / (union + self.smooth)
        return 1 - dice.mean()


def iou(logits, target):
    p = logits > 0
    t = target > 0.5
    return ((p & t).sum() / (p | t).sum().clamp(min=1)).item()


torch.manual_seed(1)
train_dl = DataLoader(Blobs(200, 0), batch_size=20, shuffle=True)
val_dl = DataLoader(Blobs(60, 1), batch_size=20)
model = SegNet()
loss_fn = DiceLoss()
opt = torch.optim.Adam(model.parameters(), lr=2e-3)

for epoch in range(4):
    model.train()
    ep = 0.0
    for img, mask in train_dl:
        opt.zero_grad()
        loss = loss_fn(model(img), mask)
        loss.requires_grad_(True)
        loss.backward()
        opt.step()
        ep += loss.item()
    model.eval()
    with torch.no_grad():
        scores = [iou(model(img), mask) for img, mask in val_dl]
    print(f"epoch {epoch} dice loss {ep / len(train_dl):.3f} val IoU {np.mean(scores):.3f}")
