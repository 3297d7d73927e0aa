import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader

from dataset import DigitImages, Normalise, Pipeline, RandomShift, Scale, ToTensor

MEAN, STD = 0.3053, 0.3760


def make_loaders(batch_size=64):
    order = np.random.default_rng(0).permutation(1797)
    train_tf = Pipeline(Scale(), RandomShift(), Normalise(MEAN, STD), ToTensor())
    test_tf = Pipeline(Scale(), ToTensor())
    train = DigitImages(order[:1400], train_tf)
    test = DigitImages(order[1400:], test_tf)
    return DataLoader(train, batch_size=batch_size, shuffle=True), DataLoader(test, batch_size=256)


def make_model():
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(32 * 16, 64), nn.ReLU(),
        nn.Linear(64, 10),
    )


def main():
    torch.manual_seed(0)
    np.random.seed(0)
    train_loader, test_loader = make_loaders()
    model = make_model()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(8):
        model.train()
        total = 0.0
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item()
        print(f"epoch {epoch}: {total / len(train_loader):.4f}")

    model.eval()
    correct = total = 0
    with torch.no_grad():
        for x, y in test_loader:
            correct += (model(x).argmax(dim=1) == y).sum().item()
            total += len(y)
    print(f"test accuracy: {correct / total:.4f}")


if __name__ == "__main__":
    main()
