"""Small MLP on the digits data set with a reusable Trainer."""
from dataclasses import dataclass

import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset


@dataclass
class Config:
    hidden: int = 64
    lr: float = 0.05
    batch_size: int = 32
    epochs: int = 5
    seed: int = 0


class MLP(nn.Module):
    def __init__(self, d_in, hidden, d_out):
        super().__init__()
        self.fc1 = nn.Linear(d_in, hidden)
        self.fc2 = nn.Linear(hidden, hidden)
        self.out = nn.Linear(hidden, d_out)

    def forward(self, x):
        x = torch.relu(self.fc1(x))
        x = torch.relu(self.fc2(x))
        return self.out(x)


class Trainer:
    def __init__(self, model, cfg):
        self.model = model
        self.cfg = cfg
        self.opt = torch.optim.SGD(model.parameters(), lr=cfg.lr)
        self.loss_fn = nn.CrossEntropyLoss()

    def train_batch(self, x, y):
        loss = self.loss_fn(self.model(x), y)
        loss.backward()
        self.opt.step()
        return loss.item()

    def evaluate(self, loader):
        self.model.eval()
        hits = total = 0
        with torch.no_grad():
            for x, y in loader:
                hits += (self.model(x).argmax(dim=1) == y).sum().item()
                total += len(y)
        return hits / total

    def fit(self, train_loader, val_loader):
        for epoch in range(self.cfg.epochs):
            self.model.train()
            self.opt.zero_grad()
            losses = []
            for x, y in train_loader:
                losses.append(self.train_batch(x, y))
            acc = self.evaluate(val_loader)
            print(f"{epoch}: loss {sum(losses) / len(losses):.4f}  val acc {acc:.3f}")


def main():
    cfg = Config()
    torch.manual_seed(cfg.seed)
    X, y = load_digits(return_X_y=True)
    X = torch.tensor(X / 16.0, dtype=torch.float32)
    y = torch.tensor(y, dtype=torch.long)
    X_tr, X_va, y_tr, y_va = train_test_split(X, y, test_size=0.2, random_state=cfg.seed, stratify=y)
    train_loader = DataLoader(TensorDataset(X_tr, y_tr), batch_size=cfg.batch_size, shuffle=True)
    val_loader = DataLoader(TensorDataset(X_va, y_va), batch_size=256)
    Trainer(MLP(64, cfg.hidden, 10), cfg).fit(train_loader, val_loader)


if __name__ == "__main__":
    main()
