import argparse

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split


class WineNet(nn.Module):
    def __init__(self, hidden=24):
        super().__init__()
        self.seq = nn.Sequential(nn.Linear(13, hidden), nn.ReLU(), nn.Linear(hidden, 3))

    def forward(self, x):
        return self.seq(x)


def loaders(batch_size):
    X, y = load_wine(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.3, random_state=12, stratify=y)
    mu, sd = X_tr.mean(0), X_tr.std(0)
    mk = lambda a, b: TensorDataset(torch.tensor((a - mu) / sd, dtype=torch.float32), torch.tensor(b))
    return DataLoader(mk(X_tr, y_tr), batch_size, shuffle=True), DataLoader(mk(X_te, y_te), batch_size)


def n_samples(loader):
    return len(loader) * loader.batch_size


def train(model, loader, optimizer, criterion):
    model.train()
    total, n = 0.0, 0
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item() * x.size(0)
        n += x.size(0)
    return total / n


def evaluate(model, loader):
    model.eval()
    correct = 0
    with torch.no_grad():
        for x, y in loader:
            correct += (model(x).argmax(dim=1) == y).sum().item()
    return correct / n_samples(loader)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--batch-size", type=int, default=32)
    p.add_argument("--epochs", type=int, default=25)
    p.add_argument("--lr", type=float, default=5e-3)
    args = p.parse_args()
    torch.manual_seed(12)
    train_loader, test_loader = loaders(args.batch_size)
    print("test rows", len(test_loader.dataset), "in", len(test_loader), "batches")
    model = WineNet()
    optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(args.epochs):
        loss = train(model, train_loader, optimizer, criterion)
        if epoch % 8 == 0:
            print(f"epoch {epoch} loss {loss:.4f}")
    print(f"test accuracy {100 * evaluate(model, test_loader):.2f} %")


if __name__ == "__main__":
    main()
