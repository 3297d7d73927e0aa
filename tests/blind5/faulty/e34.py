import os

import cv2
import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset, Subset

CLASSES = sorted(os.listdir('eurosat'))
SIZE = 64


class EuroSat(Dataset):
    def __init__(self, root='eurosat'):
        self.samples = []
        for ci, c in enumerate(CLASSES):
            for f in sorted(os.listdir(os.path.join(root, c))):
                self.samples.append((os.path.join(root, c, f), ci))

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, idx):
        path, label = self.samples[idx]
        img = cv2.cvtColor(cv2.imread(path), cv2.COLOR_BGR2RGB)
        img = cv2.resize(img, (SIZE, SIZE))
        img = torch.from_numpy(img).float() / 255.0
        img = img.view(3, SIZE, SIZE)
        return (img - 0.5) / 0.25, label


class ConvBNReLU(nn.Sequential):
    def __init__(self, i, o, s=1):
        super().__init__(nn.Conv2d(i, o, 3, s, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU(inplace=True))


class TileNet(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.body = nn.Sequential(
            ConvBNReLU(3, 32), ConvBNReLU(32, 64, 2), ConvBNReLU(64, 128, 2), ConvBNReLU(128, 128, 2))
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(128, n)

    def forward(self, x):
        return self.fc(self.pool(self.body(x)).flatten(1))


def main():
    torch.manual_seed(0)
    device = 'cuda' if torch.cuda.is_available() else 'cpu'
    ds = EuroSat()
    order = np.random.default_rng(0).permutation(len(ds))
    n_val = len(ds) // 10
    train_dl = DataLoader(Subset(ds, order[n_val:]), 64, shuffle=True, num_workers=4)
    val_dl = DataLoader(Subset(ds, order[:n_val]), 128, num_workers=4)
    model = TileNet(len(CLASSES)).to(device)
    opt = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, weight_decay=1e-4)
    sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, T_max=20)
    ce = nn.CrossEntropyLoss()
    for epoch in range(20):
        model.train()
        for x, y in train_dl:
            x, y = x.to(device), y.to(device)
            opt.zero_grad()
            ce(model(x), y).backward()
            opt.step()
        sched.step()
        model.eval()
        hit = 0
        with torch.no_grad():
            for x, y in val_dl:
                hit += (model(x.to(device)).argmax(1).cpu() == y).sum().item()
        print(epoch, f'{hit / n_val:.4f}')


if __name__ == '__main__':
    main()
