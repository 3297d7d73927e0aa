import torch
from torch import nn


def fit(model, loader, optimizer, loss_fn, epochs, clip=None):
    for epoch in range(epochs):
        model.train()
        total = 0.0
        for inputs, targets in loader:
            optimizer.zero_grad()
            loss = loss_fn(model(inputs), targets)
            loss.backward()
            optimizer.step()
            if clip is not None:
                nn.utils.clip_grad_value_(model.parameters(), clip)
            total += loss.item() * len(targets)
        print(f"epoch {epoch + 1}: {total / len(loader.dataset):.4f}")


@torch.no_grad()
def score(model, loader):
    model.eval()
    right = sum((model(x).argmax(-1) == y).sum().item() for x, y in loader)
    return right / len(loader.dataset)
