import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.optim.lr_scheduler import MultiStepLR
from torch.utils.data import DataLoader, TensorDataset


class ResBlock(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.c1 = nn.Conv2d(c, c, 3, padding=1)
        self.b1 = nn.BatchNorm2d(c)
        self.c2 = nn.Conv2d(c, c, 3, padding=1)
        self.b2 = nn.BatchNorm2d(c)

    def forward(self, x):
        h = F.relu(self.b1(self.c1(x)))
        return F.relu(x + self.b2(self.c2(h)))


class TinyResNet(nn.Module):
    def __init__(self, classes=5):
        super().__init__()
        self.stem = nn.Conv2d(3, 12, 3, padding=1)
        self.body = nn.Sequential(ResBlock(12), nn.MaxPool2d(2), ResBlock(12))
        self.fc = nn.Linear(12, classes)

    def forward(self, x):
        h = self.body(self.stem(x))
        return self.fc(h.mean(dim=(2, 3)))


def fake_images(n, seed):
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(0, 5, (n,), generator=g)
    x = torch.randn(n, 3, 16, 16, generator=g)
    for c in range(5):
        x[y == c, c % 3, 3 * c:3 * c + 3] += 1.5
    return TensorDataset(x, y)


class Experiment:
    def __init__(self, epochs=4):
        self.epochs = epochs
        self.model = TinyResNet()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4)
        self.scheduler = MultiStepLR(self.optimizer, milestones=[2, 3], gamma=0.1)
        self.train_loader = DataLoader(fake_images(320, 0), batch_size=32, shuffle=True)
        self.val_loader = DataLoader(fake_images(96, 1), batch_size=32)

    def train_epoch(self):
        self.model.train()
        for x, y in self.train_loader:
            loss = F.cross_entropy(self.model(x), y)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()

    @torch.no_grad()
    def accuracy(self):
        self.model.eval()
        ok = sum((self.model(x).argmax(1) == y).sum().item() for x, y in self.val_loader)
        return ok / len(self.val_loader.dataset)

    def run(self):
        for epoch in range(self.epochs):
            self.scheduler.step()
            self.train_epoch()
            print(epoch, self.optimizer.param_groups[0]["lr"], self.accuracy())


if __name__ == "__main__":
    Experiment().run()
