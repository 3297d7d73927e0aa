import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader

from data import Digits


def prepare(images):
    return images.float() / 255


def main():
    torch.manual_seed(0)
    order = np.random.default_rng(0).permutation(1797)
    train_loader = DataLoader(Digits(order[:1437]), batch_size=64, shuffle=True)
    test_loader = DataLoader(Digits(order[1437:]), batch_size=360)
    model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(8):
        model.train()
        total = 0.0
        for images, labels in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(prepare(images)), labels)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(labels)
        print(f"epoch {epoch}: {total / 1437:.4f}")
    model.eval()
    with torch.no_grad():
        hits = sum((model(prepare(x)).argmax(1) == y).sum().item() for x, y in test_loader)
    print("test accuracy", hits / 360)


if __name__ == "__main__":
    main()
