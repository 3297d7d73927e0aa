"""Galaxy morphology, 64x64 RGB cut-outs, 3 classes."""
import argparse
import os
import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import Dataset, DataLoader


class GalaxyDataset(Dataset):
    """images: uint8 (N, 64, 64, 3), labels: int64 (N,)"""

    def __init__(self, images, labels):
        self.images = images
        self.labels = labels

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        img = torch.from_numpy(self.images[i]).permute(2, 0, 1).float() / 255.0
        return img, int(self.labels[i])


def load_or_fake(path):
    if os.path.exists(path):
        z = np.load(path)
        return z['images'], z['labels']
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, size=(256, 64, 64, 3), dtype=np.uint8)
    return images, rng.integers(0, 3, size=256)


class GalaxyCNN(nn.Module):
    def __init__(self, n_classes=3):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, kernel_size=3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, kernel_size=3, padding=1)
        self.pool = nn.MaxPool2d(2, 2)
        self.fc1 = nn.Linear(64 * 8 * 8, 128)
        self.fc2 = nn.Linear(128, n_classes)

    def forward(self, x):                        # (N, 3, 64, 64)
        x = self.pool(torch.relu(self.conv1(x)))
        x = self.pool(torch.relu(self.conv2(x)))
        x = x.view(-1, 64 * 8 * 8)
        x = torch.relu(self.fc1(x))
        return self.fc2(x)


def train(model, loader, epochs, lr, device):
    opt = torch.optim.Adam(model.parameters(), lr=lr)
    loss_fn = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        model.train()
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            opt.zero_grad()
            loss = loss_fn(model(x), y)
            loss.backward()
            opt.step()
        print(f'epoch {epoch} loss {loss.item():.4f}')


if __name__ == '__main__':
    ap = argparse.ArgumentParser()
    ap.add_argument('--data', default='galaxy.npz')
    ap.add_argument('--epochs', type=int, default=10)
    ap.add_argument('--lr', type=float, default=1e-3)
    a = ap.parse_args()
    torch.manual_seed(0)
    dev = 'cuda' if torch.cuda.is_available() else 'cpu'
    ds = GalaxyDataset(*load_or_fake(a.data))
    train(GalaxyCNN().to(dev), DataLoader(ds, batch_size=32, shuffle=True), a.epochs, a.lr, dev)
