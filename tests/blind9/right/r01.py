"""Accumulate four micro-batches per update."""
import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

ACCUM = 4
MICRO = 16


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(64, 96), nn.LayerNorm(96), nn.ReLU(), nn.Dropout(0.1))
        self.head = nn.Linear(96, 10)

    def forward(self, x):
        return self.head(self.body(x))


def epoch(model, loader, optimizer):
    model.train()
    optimizer.zero_grad()
    total, last = 0.0, len(loader) - 1
    for i, (x, y) in enumerate(loader):
        loss = nn.functional.cross_entropy(model(x), y)
        (loss / ACCUM).backward()
        total += loss.item() * y.size(0)
        if (i + 1) % ACCUM == 0 or i == last:
            optimizer.step()
            optimizer.zero_grad()
    return total / len(loader.dataset)


def accuracy(model, loader):
    was_training = model.training
    model.eval()
    hits = 0
    with torch.no_grad():
        for x, y in loader:
            hits += (model(x).argmax(1) == y).sum().item()
    model.train(was_training)
    return hits / len(loader.dataset)


if __name__ == "__main__":
    X, y = load_digits(return_X_y=True)
    a, b, ya, yb = train_test_split(X / 16.0, y, test_size=0.2, random_state=0)
    ds = lambda u, v: TensorDataset(torch.tensor(u, dtype=torch.float32), torch.tensor(v))
    train, test = DataLoader(ds(a, ya), MICRO, shuffle=True), DataLoader(ds(b, yb), 128)
    model = Net()
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    for e in range(8):
        print(e, epoch(model, train, opt))
    print("test", accuracy(model, test))
