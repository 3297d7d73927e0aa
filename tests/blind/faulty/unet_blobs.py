import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import Dataset, DataLoader

torch.manual_seed(0)


class Blobs(Dataset):
    """One white disc on a noisy background, the mask is the disc."""

    def __init__(self, n=64, size=32):
        self.n, self.size = n, size
        g = torch.Generator().manual_seed(5)
        self.centers = torch.randint(8, size - 8, (n, 2), generator=g)
        self.noise = torch.rand(n, 1, size, size, generator=g) * 0.5

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        yy, xx = torch.meshgrid(torch.arange(self.size), torch.arange(self.size), indexing="ij")
        cy, cx = self.centers[i]
        mask = (((yy - cy) ** 2 + (xx - cx) ** 2) < 36).float().unsqueeze(0)
        return self.noise[i] + 0.5 * mask, mask


def double_conv(i, o):
    return nn.Sequential(nn.Conv2d(i, o, 3, padding=1), nn.ReLU(inplace=True),
                         nn.Conv2d(o, o, 3, padding=1), nn.ReLU(inplace=True))


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.down1 = double_conv(1, 8)
        self.down2 = double_conv(8, 16)
        self.pool = nn.MaxPool2d(2)
        self.up = nn.ConvTranspose2d(16, 8, 2, stride=2)
        self.conv = double_conv(16, 8)
        self.out = nn.Conv2d(8, 1, 1)

    def forward(self, x):
        d1 = self.down1(x)
        d2 = self.down2(self.pool(d1))
        u = self.up(d2)
        u = torch.cat([u, d1], dim=1)
        return self.out(self.conv(u))


def dice_score(logits, mask):
    pred = (torch.sigmoid(logits) > 0.5).float()
    inter = (pred * mask).sum()
    return (2 * inter / (pred.sum() + mask.sum() + 1e-6)).item()


loader = DataLoader(Blobs(), batch_size=16, shuffle=True)
model = UNet()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

for epoch in range(3):
    model.train()
    epoch_loss, epoch_dice = 0.0, 0.0
    for img, mask in loader:
        logits = model(img)
        loss = F.binary_cross_entropy_with_logits(logits, mask)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        epoch_loss += loss.item()
        epoch_dice += dice_score(logits.detach(), mask)
    print(f"epoch {epoch}: loss {epoch_loss / len(loader):.4f} dice {epoch_dice / len(loader):.3f}")
