"""Predict disease progression from ten baseline variables (diabetes data)."""
from __future__ import annotations

import logging
from dataclasses import dataclass

import numpy as np
import torch
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
log = logging.getLogger("diabetes")


@dataclass
class Config:
    lr: float = 0.01
    batch_size: int = 32
    epochs: int = 60
    hidden: int = 32
    seed: int = 3


class Trainer:
    def __init__(self, model: nn.Module, cfg: Config) -> None:
        self.model = model
        self.cfg = cfg
        self.loss_fn = nn.MSELoss()
        self.optimizer = torch.optim.SGD(model.parameters(), lr=cfg.lr)

    def _training_step(self, batch: tuple[torch.Tensor, torch.Tensor]) -> float:
        features, target = batch
        loss = self.loss_fn(self.model(features), target)
        loss.backward()
        self.optimizer.step()
        return loss.item()

    @torch.no_grad()
    def evaluate(self, loader: DataLoader) -> float:
        self.model.eval()
        total, count = 0.0, 0
        for features, target in loader:
            total += self.loss_fn(self.model(features), target).item() * len(target)
            count += len(target)
        return total / count

    def fit(self, train: DataLoader, val: DataLoader) -> None:
        for epoch in range(1, self.cfg.epochs + 1):
            self.model.train()
            losses = [self._training_step(batch) for batch in train]
            if epoch % 5 == 0:
                log.info("epoch %d train %.4f val %.4f", epoch, np.mean(losses), self.evaluate(val))


def main() -> None:
    cfg = Config()
    torch.manual_seed(cfg.seed)
    X, y = load_diabetes(return_X_y=True)
    X_tr, X_va, y_tr, y_va = train_test_split(X, y, test_size=0.2, random_state=cfg.seed)
    xs, ys = StandardScaler().fit(X_tr), StandardScaler().fit(y_tr.reshape(-1, 1))

    def to_set(a, b):
        return TensorDataset(torch.tensor(xs.transform(a), dtype=torch.float32),
                             torch.tensor(ys.transform(b.reshape(-1, 1)), dtype=torch.float32))

    train = DataLoader(to_set(X_tr, y_tr), batch_size=cfg.batch_size, shuffle=True)
    val = DataLoader(to_set(X_va, y_va), batch_size=128)
    model = nn.Sequential(nn.Linear(10, cfg.hidden), nn.Tanh(), nn.Linear(cfg.hidden, 1))
    trainer = Trainer(model, cfg)
    trainer.fit(train, val)
    log.info("final validation MSE (scaled): %.4f", trainer.evaluate(val))


if __name__ == "__main__":
    main()
