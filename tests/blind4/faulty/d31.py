import argparse

import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset, random_split


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 3, padding=1)
        self.conv2 = nn.Conv2d(6, 16, 3)
        self.fc1 = nn.Linear(64, 32)
        self.fc2 = nn.Linear(32, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.relu(self.conv2(x)).flatten(1)
        return self.fc2(F.relu(self.fc1(x)))


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--lr", default=1e-5, type=float)
    p.add_argument("--epochs", default=8, type=int)
    p.add_argument("--batch", default=64, type=int)
    a = p.parse_args([])
    torch.manual_seed(0)
    d = load_digits()
    ds = TensorDataset(torch.tensor(d.images).float().unsqueeze(1) / 16, torch.tensor(d.target))
    tr, te = random_split(ds, [1437, 360], generator=torch.Generator().manual_seed(0))
    train, test = DataLoader(tr, a.batch, shuffle=True), DataLoader(te, 180)
    net = LeNet()
    opt = optim.SGD(net.parameters(), lr=a.lr)
    for epoch in range(a.epochs):
        net.train()
        s = 0.0
        for x, y in train:
            opt.zero_grad()
            loss = F.cross_entropy(net(x), y)
            loss.backward()
            opt.step()
            s += loss.item() * len(y)
        net.eval()
        with torch.no_grad():
            ok = sum((net(x).argmax(1) == y).sum().item() for x, y in test)
        print(f"epoch {epoch + 1} loss {s / len(tr):.5f} acc {ok / len(te):.3f}")


if __name__ == "__main__":
    main()
