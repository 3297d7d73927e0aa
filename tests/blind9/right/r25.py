"""Four-class semantic segmentation with void pixels (255)."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

VOID = 255


def scenes(n, seed, s=24):
    g = torch.Generator().manual_seed(seed)
    mask = torch.zeros(n, s, s, dtype=torch.long)
    for i in range(n):
        for c in (1, 2, 3):
            r, k = torch.randint(0, s - 8, (2,), generator=g).tolist()
            mask[i, r:r + 8, k:k + 8] = c
    colour = torch.tensor([[0.0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    img = colour[mask].permute(0, 3, 1, 2) + 0.4 * torch.randn(n, 3, s, s, generator=g)
    mask[torch.rand(n, s, s, generator=g) < 0.05] = VOID
    return TensorDataset(img, mask)


class FCN(nn.Module):
    def __init__(self, classes=4):
        super().__init__()
        self.enc = nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3, padding=1), nn.ReLU())
        self.skip = nn.Conv2d(3, 16, 3, padding=1)
        self.cls = nn.Conv2d(48, classes, 1)

    def forward(self, x):
        deep = F.interpolate(self.enc(x), size=x.shape[-2:], mode="bilinear", align_corners=False)
        return self.cls(torch.cat([deep, F.relu(self.skip(x))], dim=1))


def main():
    train, val = scenes(160, 0), scenes(40, 1)
    net = FCN()
    opt = torch.optim.Adam(net.parameters(), lr=3e-3)
    criterion = nn.CrossEntropyLoss(ignore_index=VOID)
    for epoch in range(4):
        net.train()
        for x, m in DataLoader(train, batch_size=16, shuffle=True):
            opt.zero_grad()
            loss = criterion(net(x), m)
            loss.backward()
            opt.step()
        net.eval()
        right = valid = 0
        inter, union = torch.zeros(4), torch.zeros(4)
        with torch.no_grad():
            for x, m in DataLoader(val, batch_size=16):
                p = net(x).argmax(dim=1)
                keep = m != VOID
                right += (p[keep] == m[keep]).sum().item()
                valid += keep.sum().item()
                for c in range(4):
                    a, b = (p == c) & keep, m == c
                    inter[c] += (a & b).sum()
                    union[c] += (a | b).sum()
        print(epoch, "pixel acc", right / valid, "mIoU", (inter / union).mean().item())


if __name__ == "__main__":
    main()
