"""Sensor fault detection with a recurrent net."""
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


@dataclass
class Settings:
    length: int = 50
    channels: int = 4
    hidden: int = 32
    lr: float = 2e-3
    epochs: int = 5
    batch: int = 32
    splits: dict = field(default_factory=lambda: {"train": 800, "test": 300})


def simulate(n, cfg, rng):
    x = rng.normal(0, 1, (n, cfg.length, cfg.channels)).cumsum(axis=1) * 0.2
    y = (rng.random(n) < 0.5).astype(np.int64)
    for i in np.flatnonzero(y):
        start = rng.integers(10, cfg.length - 10)
        ch = rng.integers(cfg.channels)
        x[i, start:, ch] += rng.choice([-1, 1]) * 3.0
    return TensorDataset(torch.tensor(x, dtype=torch.float32), torch.from_numpy(y))


def build_model(cfg):
    return nn.Sequential(
        nn.LSTM(cfg.channels, cfg.hidden, batch_first=True),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(cfg.length * cfg.hidden, 32),
        nn.ReLU(),
        nn.Linear(32, 2),
    )


class Experiment:
    def __init__(self, cfg):
        self.cfg = cfg
        rng = np.random.default_rng(0)
        self.data = {k: simulate(n, cfg, rng) for k, n in cfg.splits.items()}
        self.model = build_model(cfg)
        self.opt = torch.optim.Adam(self.model.parameters(), lr=cfg.lr)
        self.loss = nn.CrossEntropyLoss()

    def loader(self, split):
        return DataLoader(self.data[split], batch_size=self.cfg.batch, shuffle=split == "train")

    def train(self):
        for epoch in range(self.cfg.epochs):
            self.model.train()
            total = 0.0
            for x, y in self.loader("train"):
                self.opt.zero_grad()
                out = self.model(x)
                loss = self.loss(out, y)
                loss.backward()
                self.opt.step()
                total += loss.item() * len(y)
            print(f"epoch {epoch}: {total / len(self.data['train']):.4f}")

    @torch.no_grad()
    def test(self):
        self.model.eval()
        hits = 0
        for x, y in self.loader("test"):
            hits += (self.model(x).argmax(1) == y).sum().item()
        return hits / len(self.data["test"])


if __name__ == "__main__":
    torch.manual_seed(0)
    exp = Experiment(Settings())
    exp.train()
    print("test accuracy", exp.test())
