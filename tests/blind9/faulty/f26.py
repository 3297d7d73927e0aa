"""Train a CNN on a npy dump of colour tiles (H, W, C)."""
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from sklearn.model_selection import train_test_split


def synth_tiles(n=480, size=16, seed=0):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 3, n)
    tiles = rng.integers(0, 120, (n, size, size, 3), dtype=np.uint8)
    for i, k in enumerate(labels):
        r, c = rng.integers(0, size - 6, 2)
        tiles[i, r:r + 6, c:c + 6, k] += 130
    return tiles, labels


class Tiles(Dataset):
    def __init__(self, tiles, labels):
        n, h, w, c = tiles.shape
        x = torch.from_numpy(tiles).float().div(255)
        self.x = x.reshape(n, c, h, w)
        self.y = torch.from_numpy(labels)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return (self.x[i] - 0.25) / 0.15, self.y[i]


def make_model():
    return nn.Sequential(
        nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.AdaptiveMaxPool2d(1),
        nn.Flatten(), nn.Linear(32, 3),
    )


def loop(model, loader, criterion, optimizer=None):
    training = optimizer is not None
    model.train(training)
    total, hits = 0.0, 0
    with torch.set_grad_enabled(training):
        for x, y in loader:
            logits = model(x)
            loss = criterion(logits, y)
            if training:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * len(y)
            hits += (logits.argmax(1) == y).sum().item()
    return total / len(loader.dataset), hits / len(loader.dataset)


if __name__ == "__main__":
    tiles, labels = synth_tiles()
    a, b, ya, yb = train_test_split(tiles, labels, test_size=0.25, random_state=0)
    train_dl = DataLoader(Tiles(a, ya), batch_size=32, shuffle=True)
    test_dl = DataLoader(Tiles(b, yb), batch_size=32)
    model = make_model()
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(5):
        print(epoch, loop(model, train_dl, criterion, optimizer))
    print("test", loop(model, test_dl, criterion))
