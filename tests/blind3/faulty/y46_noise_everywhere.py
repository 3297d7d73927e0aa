import argparse

import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, Dataset


class Augmented(Dataset):
    def __init__(self, X, y, noise, shift):
        self.X = torch.tensor(X / 16.0, dtype=torch.float32).view(-1, 8, 8)
        self.y = torch.tensor(y)
        self.noise, self.shift = noise, shift

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        x = self.X[i]
        dy, dx = torch.randint(-self.shift, self.shift + 1, (2,)).tolist()
        x = torch.roll(x, (dy, dx), dims=(0, 1))
        x = x + self.noise * torch.randn_like(x)
        return x.flatten(), self.y[i]


def make_loader(X, y, args, train):
    noise, shift = args.noise, args.shift
    return DataLoader(Augmented(X, y, noise, shift), batch_size=args.batch_size, shuffle=train)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--noise", type=float, default=0.25)
    ap.add_argument("--shift", type=int, default=1)
    ap.add_argument("--batch-size", type=int, default=64)
    ap.add_argument("--epochs", type=int, default=20)
    args = ap.parse_args()
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.25, random_state=0, stratify=y)
    train_loader = make_loader(X_tr, y_tr, args, train=True)
    test_loader = make_loader(X_te, y_te, args, train=False)
    net = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 10))
    opt = torch.optim.Adam(net.parameters(), lr=2e-3)
    for epoch in range(args.epochs):
        net.train()
        total = 0.0
        for x, t in train_loader:
            opt.zero_grad()
            loss = F.cross_entropy(net(x), t)
            loss.backward()
            opt.step()
            total += loss.item() * len(t)
        if epoch % 5 == 4:
            print(f"epoch {epoch + 1} loss {total / len(train_loader.dataset):.4f}")
    net.eval()
    good = 0
    with torch.no_grad():
        for x, t in test_loader:
            good += (net(x).argmax(1) == t).sum().item()
    print(f"test accuracy {good / len(test_loader.dataset):.4f}")


if __name__ == "__main__":
    main()
