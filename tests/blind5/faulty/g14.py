import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, Dataset


def load_images():
    d = load_digits()
    img = (d.images * 255 / 16).astype(np.uint8)      # 0..255 like ordinary images
    img = img.astype(np.float32) / 255.
    return img, d.target


class DigitDataset(Dataset):
    def __init__(self, img, target):
        self.img = img
        self.target = target

    def __len__(self):
        return len(self.target)

    def __getitem__(self, idx):
        x = torch.tensor(self.img[idx], dtype=torch.float32) / 255.
        return x.unsqueeze(0), int(self.target[idx])


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.flatten = nn.Flatten()
        self.fc = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))

    def forward(self, x):
        return self.fc(self.flatten(x))


def main():
    torch.manual_seed(0)
    img, target = load_images()
    a, b, c, d = train_test_split(img, target, test_size=0.2, random_state=0, stratify=target)
    train_loader = DataLoader(DigitDataset(a, c), batch_size=64, shuffle=True)
    test_loader = DataLoader(DigitDataset(b, d), batch_size=256)
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(10):
        model.train()
        total = 0.0
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(y)
        model.eval()
        hit = 0
        with torch.no_grad():
            for x, y in test_loader:
                hit += (model(x).argmax(1) == y).sum().item()
        print(f'{epoch + 1}: loss {total / len(c):.4f} acc {hit / len(d):.3f}')


main()
