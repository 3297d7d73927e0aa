import math

import torch
from torch import nn


def make_spiral(n, classes, generator):
    xs, ys = [], []
    for c in range(classes):
        r = torch.linspace(0.1, 1, n)
        t = torch.linspace(c * 4, (c + 1) * 4, n) + torch.randn(n, generator=generator) * 0.2
        xs.append(torch.stack([r * torch.sin(t), r * torch.cos(t)], dim=1))
        ys.append(torch.full((n,), c))
    return torch.cat(xs), torch.cat(ys)


def training_step(model, optimizer, criterion, inputs, targets):
    optimizer.zero_grad()
    logits = model(inputs)
    loss = criterion(logits, targets)
    optimizer.step()
    return loss.item()


def main():
    g = torch.Generator().manual_seed(0)
    torch.manual_seed(0)
    X, y = make_spiral(100, 3, g)
    model = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 3))
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(10):
        order = torch.randperm(len(X), generator=g)
        losses = []
        for i in range(0, len(X), 50):
            idx = order[i:i + 50]
            losses.append(training_step(model, optimizer, criterion, X[idx], y[idx]))
        print(epoch, sum(losses) / len(losses), "chance", math.log(3))


if __name__ == "__main__":
    main()
