"""Letter-shape classification with a held-out test set."""
import argparse
from pathlib import Path
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, random_split
from sklearn.datasets import load_digits


class DigitDataset(Dataset):
    def __init__(self, noise=0.0):
        d = load_digits()
        self.images = torch.tensor(d.images, dtype=torch.float32).unsqueeze(1) / 16
        self.targets = torch.tensor(d.target)
        self.noise = noise

    def __len__(self):
        return len(self.targets)

    def __getitem__(self, i):
        return self.images[i], self.targets[i]


def make_loaders(dataset, ratio, batch_size, seed, workers=0):
    n_test = int(len(dataset) * ratio)
    gen = torch.Generator().manual_seed(seed)
    train_set, test_set = random_split(dataset, [len(dataset) - n_test, n_test], generator=gen)
    kw = dict(batch_size=batch_size, num_workers=workers)
    train_loader = DataLoader(dataset, shuffle=True, drop_last=True, **kw)
    test_loader = DataLoader(test_set, shuffle=False, **kw)
    print(f'{len(train_set)} train, {len(test_set)} test')
    return train_loader, test_loader


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 12, 3, padding=1)
        self.conv2 = nn.Conv2d(12, 24, 3, padding=1)
        self.pool = nn.MaxPool2d(2)
        self.fc1 = nn.Linear(24 * 2 * 2, 48)
        self.fc2 = nn.Linear(48, 10)

    def forward(self, x):
        x = self.pool(torch.relu(self.conv1(x)))
        x = self.pool(torch.relu(self.conv2(x)))
        x = torch.flatten(x, 1)
        return self.fc2(torch.relu(self.fc1(x)))


def train(model, loader, epochs, lr):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        model.train()
        total = 0.0
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item()
        print(f'epoch {epoch}: {total / len(loader):.4f}')


def test(model, loader):
    model.eval()
    correct = 0
    with torch.no_grad():
        for x, y in loader:
            correct += (model(x).argmax(1) == y).sum().item()
    return correct / len(loader.dataset)


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('--epochs', type=int, default=6)
    parser.add_argument('--lr', type=float, default=2e-3)
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument('--out', type=Path)
    opt = parser.parse_args()
    torch.manual_seed(opt.seed)
    train_loader, test_loader = make_loaders(DigitDataset(), 0.2, 64, opt.seed)
    net = LeNet()
    train(net, train_loader, opt.epochs, opt.lr)
    print(f'test accuracy {test(net, test_loader):.4f}')
    if opt.out:
        torch.save(net.state_dict(), opt.out)
