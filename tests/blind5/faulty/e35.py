import os
import glob

import numpy as np
import torch
import torch.nn as nn
from PIL import Image
from torch.utils.data import Dataset, DataLoader


class PolypDataset(Dataset):
    def __init__(self, root, size=128):
        self.images = sorted(glob.glob(os.path.join(root, 'images', '*.png')))
        self.masks = sorted(glob.glob(os.path.join(root, 'masks', '*.png')))
        self.size = size

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        img = Image.open(self.images[i]).convert('RGB').resize((self.size, self.size))
        msk = Image.open(self.masks[i]).convert('L').resize((self.size, self.size))
        img = torch.from_numpy(np.array(img)).permute(2, 0, 1).float() / 255.0
        msk = (torch.from_numpy(np.array(msk)) > 127).float()[None]
        return img, msk


def double_conv(a, b):
    return nn.Sequential(
        nn.Conv2d(a, b, 3, padding=1), nn.BatchNorm2d(b), nn.ReLU(inplace=True),
        nn.Conv2d(b, b, 3, padding=1), nn.BatchNorm2d(b), nn.ReLU(inplace=True))


class TinyUNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.d1 = double_conv(3, 16)
        self.d2 = double_conv(16, 32)
        self.mid = double_conv(32, 64)
        self.up2 = nn.ConvTranspose2d(64, 32, 2, stride=2)
        self.u2 = double_conv(64, 32)
        self.up1 = nn.ConvTranspose2d(32, 16, 2, stride=2)
        self.u1 = double_conv(32, 16)
        self.out = nn.Conv2d(16, 1, 1)
        self.pool = nn.MaxPool2d(2)

    def forward(self, x):
        a = self.d1(x)
        b = self.d2(self.pool(a))
        m = self.mid(self.pool(b))
        b = self.u2(torch.cat([self.up2(m), b], 1))
        a = self.u1(torch.cat([self.up1(b), a], 1))
        return self.out(a)


class DiceLoss(nn.Module):
    def __init__(self, smooth=1.0):
        super().__init__()
        self.smooth = smooth

    def forward(self, logits, target):
        pred = (torch.sigmoid(logits) > 0.5).float()
        inter = (pred * target).sum(dim=(1, 2, 3))
        union = pred.sum(dim=(1, 2, 3)) + target.sum(dim=(1, 2, 3))
        return 1 - ((2 * inter + self.smooth) / (union + self.smooth)).mean()


def run(root='data/polyp', epochs=40):
    torch.manual_seed(0)
    device = 'cuda' if torch.cuda.is_available() else 'cpu'
    loader = DataLoader(PolypDataset(root), batch_size=8, shuffle=True, drop_last=True)
    net = TinyUNet().to(device)
    criterion = DiceLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-4)
    for epoch in range(epochs):
        net.train()
        acc = 0
        for img, msk in loader:
            img, msk = img.to(device), msk.to(device)
            optimizer.zero_grad()
            loss = criterion(net(img), msk)
            loss.backward()
            optimizer.step()
            acc += loss.item()
        print(f'{epoch:3d}  dice loss {acc / len(loader):.4f}')
    torch.save(net.state_dict(), 'unet.pt')


if __name__ == '__main__':
    run()
