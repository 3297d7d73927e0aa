import argparse

import torch
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=5)
parser.add_argument("--lr", type=float, default=1e-3)
parser.add_argument("--batch-size", type=int, default=64)
args = parser.parse_args()


def block(cin, cout):
    return nn.Sequential(nn.Conv2d(cin, cout, 3, padding=1, bias=False), nn.BatchNorm2d(cout), nn.ReLU(), nn.MaxPool2d(2))


class DigitNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(block(1, 16), block(16, 32))
        self.classifier = nn.Sequential(nn.Flatten(), nn.Dropout(0.5), nn.Linear(32 * 2 * 2, 10))

    def forward(self, x):
        return self.classifier(self.features(x))


def get_loaders(batch_size):
    images, labels = load_digits(return_X_y=True)
    images = (images / 16.0).astype("float32").reshape(-1, 1, 8, 8)
    a, b, c, d = train_test_split(images, labels, test_size=0.2, random_state=0, stratify=labels)
    make = lambda x, y: TensorDataset(torch.from_numpy(x), torch.from_numpy(y))
    return DataLoader(make(a, c), batch_size, shuffle=True), DataLoader(make(b, d), batch_size)


@torch.inference_mode()
def evaluate(net, loader):
    correct, count = 0, 0
    for x, y in loader:
        correct += (net(x).argmax(dim=1) == y).sum().item()
        count += len(y)
    return correct / count


def train_one_epoch(net, loader, criterion, optimizer):
    net.train()
    running = 0.0
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(net(x), y)
        loss.backward()
        optimizer.step()
        running += loss.item() * len(y)
    return running / len(loader.dataset)


train_loader, test_loader = get_loaders(args.batch_size)
net = DigitNet()
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(net.parameters(), lr=args.lr)
for epoch in range(1, args.epochs + 1):
    loss = train_one_epoch(net, train_loader, criterion, optimizer)
    print(f"[{epoch}] train loss {loss:.4f}")
print(f"test accuracy {evaluate(net, test_loader):.4f}")
