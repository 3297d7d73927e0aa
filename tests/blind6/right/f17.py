import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, Dataset


class DigitsDataset(Dataset):
    def __init__(self, x, y, n_classes=10, smooth=0.05):
        self.x = torch.tensor(x, dtype=torch.float32).view(-1, 1, 8, 8) / 16
        onehot = F.one_hot(torch.tensor(y), n_classes).float()
        self.y = onehot * (1 - smooth) + smooth / n_classes

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


def mixup(x, y, alpha):
    lam = float(np.random.beta(alpha, alpha))
    perm = torch.randperm(x.size(0))
    return lam * x + (1 - lam) * x[perm], lam * y + (1 - lam) * y[perm]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv2d(1, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2))
        self.head = nn.Linear(16 * 4 * 4, 10)

    def forward(self, x):
        return self.head(self.conv(x).flatten(1))


def main():
    np.random.seed(0)
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    Xa, Xb, ya, yb = train_test_split(X, y, test_size=0.25, random_state=0)
    train = DataLoader(DigitsDataset(Xa, ya), batch_size=64, shuffle=True)
    test = DataLoader(DigitsDataset(Xb, yb, smooth=0.0), batch_size=256)
    net = Net()
    crit = nn.CrossEntropyLoss()
    opt = torch.optim.Adam(net.parameters(), lr=2e-3)
    for epoch in range(4):
        net.train()
        for xb, tb in train:
            xb, tb = mixup(xb, tb, 0.2)
            opt.zero_grad()
            loss = crit(net(xb), tb)
            loss.backward()
            opt.step()
        net.eval()
        hit = 0
        with torch.no_grad():
            for xb, tb in test:
                hit += (net(xb).argmax(1) == tb.argmax(1)).sum().item()
        print(epoch, round(loss.item(), 3), hit / len(test.dataset))


if __name__ == '__main__':
    main()
