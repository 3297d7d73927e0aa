"""Keyword spotting on log-mel frames (synthetic stand-in)."""
import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import Dataset, DataLoader


class FakeMel(Dataset):
    def __init__(self, n, n_mels=40, frames=32, classes=5, seed=0):
        g = torch.Generator().manual_seed(seed)
        self.y = torch.randint(0, classes, (n,), generator=g)
        self.x = torch.randn(n, 1, n_mels, frames, generator=g)
        for i, c in enumerate(self.y.tolist()):
            self.x[i, 0, c * 8:(c + 1) * 8] += 1.0

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


class KWSNet(nn.Module):
    def __init__(self, classes=5):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, (5, 3), padding=(2, 1))
        self.conv2 = nn.Conv2d(16, 32, 3, padding=1)
        self.pool = nn.MaxPool2d(2)
        self.fc = nn.Linear(32 * 10 * 8, classes)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = self.fc(x.flatten(1))
        return F.softmax(x, dim=-1)


class Runner:
    def __init__(self, net, lr):
        self.net = net
        self.opt = torch.optim.Adam(net.parameters(), lr=lr)
        self.loss = nn.NLLLoss()

    def train(self, loader):
        self.net.train()
        for x, y in loader:
            self.opt.zero_grad()
            out = self.net(x)
            loss = self.loss(out, y)
            loss.backward()
            self.opt.step()
        return loss.item()

    def accuracy(self, loader):
        self.net.eval()
        hit = 0
        with torch.no_grad():
            for x, y in loader:
                hit += (self.net(x).argmax(1) == y).sum().item()
        return hit / len(loader.dataset)


if __name__ == '__main__':
    torch.manual_seed(0)
    train = DataLoader(FakeMel(400), batch_size=32, shuffle=True)
    dev = DataLoader(FakeMel(100, seed=1), batch_size=50)
    r = Runner(KWSNet(), 1e-3)
    for ep in range(3):
        last = r.train(train)
        print(ep, round(last, 4), r.accuracy(dev))
