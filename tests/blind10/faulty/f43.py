import time
from collections import defaultdict

import torch
from torch import nn
from torch.utils.data import DataLoader, Subset, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class LeNet(nn.Module):
    """LeNet-5 shrunk to 8x8 inputs."""

    def __init__(self, n_classes: int = 10):
        super().__init__()
        self.c1 = nn.Conv2d(1, 6, 3, padding=1)
        self.c2 = nn.Conv2d(6, 16, 3, padding=1)
        self.pool = nn.AvgPool2d(2)
        self.f1 = nn.Linear(64, 48)
        self.f2 = nn.Linear(48, n_classes)

    def forward(self, x):
        x = self.pool(torch.tanh(self.c1(x)))
        x = self.pool(torch.tanh(self.c2(x)))
        x = torch.tanh(self.f1(torch.flatten(x, 1)))
        return self.f2(x)


class History(defaultdict):
    def __init__(self):
        super().__init__(list)

    def log(self, **values):
        for k, v in values.items():
            self[k].append(v)
        print("  ".join(f"{k} {v:.4f}" for k, v in values.items()))


def train_step(model, loader, loss_fn, optimizer):
    model.train()
    total = 0.0
    for x, y in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item() * x.size(0)
    return total / len(loader.dataset)


def valid_step(model, loader, loss_fn):
    model.eval()
    total, correct = 0.0, 0
    with torch.no_grad():
        for x, y in loader:
            out = model(x)
            total += loss_fn(out, y).item() * x.size(0)
            correct += (out.argmax(1) == y).sum().item()
    return total / len(loader), correct / len(loader.dataset)


def main():
    torch.manual_seed(50)
    d = load_digits()
    full = TensorDataset(torch.tensor(d.images).float()[:, None] / 16, torch.tensor(d.target))
    tr, va = train_test_split(range(len(full)), test_size=0.2, random_state=50, stratify=d.target)
    train_loader = DataLoader(Subset(full, tr), batch_size=32, shuffle=True)
    valid_loader = DataLoader(Subset(full, va), batch_size=32)
    model = LeNet()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    loss_fn = nn.CrossEntropyLoss()
    history = History()
    start = time.time()
    for epoch in range(8):
        train_loss = train_step(model, train_loader, loss_fn, optimizer)
        val_loss, val_acc = valid_step(model, valid_loader, loss_fn)
        history.log(train_loss=train_loss, val_loss=val_loss, val_acc=val_acc)
    print(f"done in {time.time() - start:.1f}s, gap {history['val_loss'][-1] - history['train_loss'][-1]:.4f}")


if __name__ == "__main__":
    main()
