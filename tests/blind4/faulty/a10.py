"""Digit recogniser trained with a small Trainer class."""
from dataclasses import dataclass

import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


@dataclass
class Config:
    epochs: int = 8
    batch_size: int = 64
    lr: float = 0.02
    hidden: int = 64
    seed: int = 7


class Trainer:
    def __init__(self, model, cfg: Config):
        self.model = model
        self.cfg = cfg
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(model.parameters(), lr=cfg.lr, momentum=0.9)

    def fit_epoch(self, loader):
        self.model.train()
        seen, total = 0, 0.0
        self.optimizer.zero_grad()
        for xb, yb in loader:
            loss = self.criterion(self.model(xb), yb)
            loss.backward()
            self.optimizer.step()
            total += loss.item() * len(xb)
            seen += len(xb)
        return total / seen

    @torch.no_grad()
    def score(self, loader):
        self.model.eval()
        hits, seen = 0, 0
        for xb, yb in loader:
            hits += (self.model(xb).argmax(1) == yb).sum().item()
            seen += len(xb)
        return hits / seen


def loaders(cfg):
    x, y = load_digits(return_X_y=True)
    xtr, xte, ytr, yte = train_test_split(x / 16.0, y, test_size=0.25, stratify=y, random_state=cfg.seed)
    as_ds = lambda a, b: TensorDataset(torch.tensor(a, dtype=torch.float32), torch.tensor(b, dtype=torch.long))
    return (DataLoader(as_ds(xtr, ytr), cfg.batch_size, shuffle=True),
            DataLoader(as_ds(xte, yte), 256))


if __name__ == "__main__":
    cfg = Config()
    torch.manual_seed(cfg.seed)
    train_dl, test_dl = loaders(cfg)
    net = nn.Sequential(nn.Linear(64, cfg.hidden), nn.ReLU(), nn.Linear(cfg.hidden, 10))
    trainer = Trainer(net, cfg)
    for epoch in range(cfg.epochs):
        print(f"epoch {epoch + 1}: loss {trainer.fit_epoch(train_dl):.4f}")
    print(f"test accuracy {trainer.score(test_dl):.3f}")
