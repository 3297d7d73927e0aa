from __future__ import annotations

import logging
from dataclasses import dataclass

import numpy as np
import torch
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset

logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
log = logging.getLogger("wine")


@dataclass
class TrainConfig:
    hidden: int = 64
    dropout: float = 0.4
    lr: float = 3e-3
    weight_decay: float = 1e-4
    epochs: int = 40
    batch_size: int = 16
    seed: int = 7


class WineDataset(Dataset):
    def __init__(self, features: np.ndarray, labels: np.ndarray) -> None:
        self.features = torch.as_tensor(features, dtype=torch.float32)
        self.labels = torch.as_tensor(labels, dtype=torch.long)

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, i: int) -> tuple[Tensor, Tensor]:
        return self.features[i], self.labels[i]


def build_model(cfg: TrainConfig, n_in: int, n_out: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Linear(n_in, cfg.hidden),
        nn.BatchNorm1d(cfg.hidden),
        nn.ReLU(),
        nn.Dropout(cfg.dropout),
        nn.Linear(cfg.hidden, cfg.hidden),
        nn.ReLU(),
        nn.Dropout(cfg.dropout),
        nn.Linear(cfg.hidden, n_out),
    )


class Trainer:
    def __init__(self, model: nn.Module, cfg: TrainConfig) -> None:
        self.model = model
        self.cfg = cfg
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.AdamW(
            model.parameters(), lr=cfg.lr, weight_decay=cfg.weight_decay
        )

    def train_epoch(self, loader: DataLoader) -> float:
        self.model.train()
        losses = []
        for x, y in loader:
            self.optimizer.zero_grad(set_to_none=True)
            loss = self.criterion(self.model(x), y)
            loss.backward()
            self.optimizer.step()
            losses.append(loss.item())
        return float(np.mean(losses))

    @torch.no_grad()
    def validate(self, loader: DataLoader) -> float:
        correct = total = 0
        for x, y in loader:
            pred = self.model(x).argmax(dim=-1)
            correct += int((pred == y).sum())
            total += y.numel()
        return correct / total

    def fit(self, train_loader: DataLoader, val_loader: DataLoader) -> None:
        for epoch in range(self.cfg.epochs):
            loss = self.train_epoch(train_loader)
            acc = self.validate(val_loader)
            if epoch % 5 == 0 or epoch == self.cfg.epochs - 1:
                log.info("epoch %d loss %.4f val_acc %.3f", epoch, loss, acc)


def main() -> None:
    cfg = TrainConfig()
    torch.manual_seed(cfg.seed)
    X, y = load_wine(return_X_y=True)
    X_tr, X_va, y_tr, y_va = train_test_split(X, y, test_size=0.3, random_state=cfg.seed, stratify=y)
    scaler = StandardScaler().fit(X_tr)
    train_loader = DataLoader(
        WineDataset(scaler.transform(X_tr), y_tr), batch_size=cfg.batch_size, shuffle=True, drop_last=True
    )
    val_loader = DataLoader(WineDataset(scaler.transform(X_va), y_va), batch_size=cfg.batch_size)
    trainer = Trainer(build_model(cfg, X.shape[1], 3), cfg)
    trainer.fit(train_loader, val_loader)


if __name__ == "__main__":
    main()
