import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset, random_split
from sklearn.datasets import load_digits


class Digits(Dataset):
    def __init__(self):
        raw = load_digits()
        self.pixels = torch.tensor(raw.data / 16.0, dtype=torch.float32)
        self.label = torch.tensor(raw.target)

    def __getitem__(self, index):
        return self.pixels[index], self.label[index]

    def __len__(self):
        return self.label.numel()


def get_loaders(batch_size, frac=0.2, seed=0):
    full = Digits()
    n_test = int(frac * len(full))
    gen = torch.Generator().manual_seed(seed)
    train, test = random_split(full, [len(full) - n_test, n_test], generator=gen)
    return (
        DataLoader(full, batch_size=batch_size, shuffle=True),
        DataLoader(test, batch_size=batch_size),
    )


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.i = nn.Linear(64, 96)
        self.o = nn.Linear(96, 10)

    def forward(self, x):
        return self.o(F.relu(self.i(x)))


def main():
    torch.manual_seed(0)
    train_loader, test_loader = get_loaders(64)
    net = Net()
    opt = torch.optim.Adam(net.parameters(), lr=2e-3)
    for epoch in range(20):
        net.train()
        for x, y in train_loader:
            opt.zero_grad()
            F.cross_entropy(net(x), y).backward()
            opt.step()
    net.eval()
    hit = n = 0
    with torch.no_grad():
        for x, y in test_loader:
            hit += (net(x).argmax(1) == y).sum().item()
            n += len(y)
    print(f"test accuracy {hit / n:.4f}")


main()
