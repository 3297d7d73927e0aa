import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(0)


class RandomHorizontalFlip:
    def __init__(self, p=0.5):
        self.p = p

    def __call__(self, x):
        return x.flip(-1) if torch.rand(1).item() < self.p else x


class RandomShift:
    def __init__(self, n=2):
        self.n = n

    def __call__(self, x):
        dy, dx = torch.randint(-self.n, self.n + 1, (2,)).tolist()
        return torch.roll(x, (dy, dx), dims=(-2, -1))


class Compose:
    def __init__(self, ts):
        self.ts = ts

    def __call__(self, x):
        for t in self.ts:
            x = t(x)
        return x


class Digits(Dataset):
    def __init__(self, train, transform=None):
        d = load_digits()
        sl = slice(0, 1400) if train else slice(1400, None)
        self.x = torch.tensor(d.images[sl], dtype=torch.float32).unsqueeze(1) / 16
        self.y = torch.tensor(d.target[sl])
        self.transform = transform

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        x = self.x[i]
        return (self.transform(x) if self.transform else x), self.y[i]


transform = Compose([RandomHorizontalFlip(), RandomShift(2)])
train_set = Digits(True, transform=transform)
test_set = Digits(False, transform=transform)
train_loader = DataLoader(train_set, batch_size=50, shuffle=True)
test_loader = DataLoader(test_set, batch_size=397)
net = nn.Sequential(nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(256, 10))
opt = torch.optim.Adam(net.parameters(), lr=3e-3)
for epoch in range(3):
    net.train()
    for x, y in train_loader:
        opt.zero_grad()
        F.cross_entropy(net(x), y).backward()
        opt.step()
    net.eval()
    with torch.no_grad():
        accs = [sum((net(x).argmax(1) == y).sum().item() for x, y in test_loader) / len(test_set) for _ in range(2)]
    print("epoch", epoch, "test acc, measured twice:", accs)
