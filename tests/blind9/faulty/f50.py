"""Memory-friendly training with gradient accumulation (effective batch 128)."""
import argparse

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


def parse():
    p = argparse.ArgumentParser()
    p.add_argument("--micro", type=int, default=16)
    p.add_argument("--accum", type=int, default=8)
    p.add_argument("--epochs", type=int, default=4)
    p.add_argument("--lr", type=float, default=3e-3)
    return p.parse_args()


def spirals(n, seed):
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(0, 2, (n,), generator=g)
    r = torch.rand(n, generator=g) * 3
    a = 2 * r + torch.pi * y
    x = torch.stack([r * a.cos(), r * a.sin()], 1) + 0.1 * torch.randn(n, 2, generator=g)
    return TensorDataset(x / 2, y)


class MLP(nn.Module):
    def __init__(self, width=64):
        super().__init__()
        self.f = nn.Sequential(nn.Linear(2, width), nn.Tanh(), nn.Linear(width, width), nn.Tanh(), nn.Linear(width, 2))

    def forward(self, x):
        return self.f(x)


def train_epoch(model, loader, optimizer, loss_fn, accum):
    model.train()
    optimizer.zero_grad(set_to_none=True)
    total = 0.0
    for i, (x, y) in enumerate(loader, start=1):
        loss = loss_fn(model(x), y)
        (loss / accum).backward()
        if i % accum == 0:
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.zero_grad(set_to_none=True)
            optimizer.step()
        total += loss.item() * len(y)
    return total / len(loader.dataset)


def accuracy(model, loader):
    model.eval()
    n = 0
    with torch.no_grad():
        for x, y in loader:
            n += (model(x).argmax(1) == y).sum().item()
    return n / len(loader.dataset)


def main():
    a = parse()
    train, test = spirals(2048, 0), spirals(512, 1)
    loader = DataLoader(train, batch_size=a.micro, shuffle=True)
    model = MLP()
    optimizer = torch.optim.AdamW(model.parameters(), lr=a.lr)
    loss_fn = nn.CrossEntropyLoss()
    for epoch in range(a.epochs):
        print(epoch, train_epoch(model, loader, optimizer, loss_fn, a.accum))
    print("test accuracy", accuracy(model, DataLoader(test, batch_size=128)))


if __name__ == "__main__":
    main()
