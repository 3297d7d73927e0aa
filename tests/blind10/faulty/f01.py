"""Wine cultivar classifier, small trainer class."""
import logging
from dataclasses import dataclass

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
log = logging.getLogger("wine")


@dataclass
class Config:
    hidden: int = 32
    lr: float = 0.05
    epochs: int = 30
    batch_size: int = 16
    seed: int = 3


class WineNet(nn.Module):
    def __init__(self, n_in: int, hidden: int, n_out: int):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(n_in, hidden), nn.ReLU(), nn.Linear(hidden, n_out))

    def forward(self, x):
        return self.body(x)


class Trainer:
    def __init__(self, model, cfg: Config):
        self.model = model
        self.cfg = cfg
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(model.parameters(), lr=cfg.lr, momentum=0.9)

    def fit(self, loader):
        for epoch in range(self.cfg.epochs):
            self.model.train()
            self.optimizer.zero_grad()
            total, seen = 0.0, 0
            for xb, yb in loader:
                logits = self.model(xb)
                loss = self.criterion(logits, yb)
                loss.backward()
                self.optimizer.step()
                total += loss.item() * len(xb)
                seen += len(xb)
            if (epoch + 1) % 10 == 0:
                log.info("epoch %d loss %.4f", epoch + 1, total / seen)

    @torch.no_grad()
    def accuracy(self, loader):
        self.model.eval()
        hits, seen = 0, 0
        for xb, yb in loader:
            hits += (self.model(xb).argmax(1) == yb).sum().item()
            seen += len(yb)
        return hits / seen


def main():
    cfg = Config()
    torch.manual_seed(cfg.seed)
    X, y = load_wine(return_X_y=True)
    Xtr, Xte, ytr, yte = train_test_split(X, y, test_size=0.25, stratify=y, random_state=cfg.seed)
    sc = StandardScaler().fit(Xtr)
    to = lambda a: torch.tensor(sc.transform(a), dtype=torch.float32)
    train = TensorDataset(to(Xtr), torch.tensor(ytr))
    test = TensorDataset(to(Xte), torch.tensor(yte))
    trainer = Trainer(WineNet(13, cfg.hidden, 3), cfg)
    trainer.fit(DataLoader(train, batch_size=cfg.batch_size, shuffle=True))
    log.info("test accuracy %.3f", trainer.accuracy(DataLoader(test, batch_size=64)))


if __name__ == "__main__":
    main()
