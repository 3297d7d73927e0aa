import logging

import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, Dataset

logging.basicConfig(level=logging.INFO, format="%(message)s", stream=__import__("sys").stdout)
log = logging.getLogger("digits")


class DigitSet(Dataset):
    def __init__(self, pixels, labels):
        self.pixels = torch.as_tensor(pixels, dtype=torch.float32).div(16.0)
        self.labels = torch.as_tensor(labels, dtype=torch.long)

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        return self.pixels[i], self.labels[i]


class DropNet(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.body = nn.Sequential(
            nn.Linear(64, 128), nn.ReLU(), nn.Dropout(p),
            nn.Linear(128, 64), nn.ReLU(), nn.Dropout(p),
        )
        self.head = nn.Linear(64, 10)

    def forward(self, x):
        return self.head(self.body(x))


def evaluate(model, loader):
    model.eval()
    right = 0
    with torch.no_grad():
        for x, y in loader:
            right += (model(x).argmax(dim=-1) == y).sum().item()
    return right / len(loader.dataset)


def fit(model, train_loader, val_loader, epochs, lr):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    criterion = nn.CrossEntropyLoss()
    model.train()
    for epoch in range(epochs):
        for x, y in train_loader:
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        log.info("epoch %d  val acc %.3f  training=%s", epoch, evaluate(model, val_loader), model.training)


if __name__ == "__main__":
    torch.manual_seed(0)
    digits = load_digits()
    a, b, c, d = train_test_split(digits.data, digits.target, test_size=360, random_state=0)
    fit(DropNet(), DataLoader(DigitSet(a, c), 64, shuffle=True), DataLoader(DigitSet(b, d), 180), epochs=4, lr=1e-3)
