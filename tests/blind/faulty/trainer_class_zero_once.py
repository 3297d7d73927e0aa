from dataclasses import dataclass

import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset


@dataclass
class Config:
    epochs: int = 3
    lr: float = 0.05
    batch_size: int = 32
    hidden: int = 64
    seed: int = 3


class MLP(nn.Module):
    def __init__(self, d_in: int, hidden: int, d_out: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(d_in, hidden)
        self.fc2 = nn.Linear(hidden, d_out)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(torch.relu(self.fc1(x)))


class Trainer:
    def __init__(self, model: nn.Module, cfg: Config, train_loader: DataLoader, val_loader: DataLoader):
        self.model = model
        self.cfg = cfg
        self.train_loader = train_loader
        self.val_loader = val_loader
        self.optimizer = torch.optim.SGD(model.parameters(), lr=cfg.lr)
        self.criterion = nn.CrossEntropyLoss()

    def _run_batch(self, x: Tensor, y: Tensor) -> float:
        out = self.model(x)
        loss = self.criterion(out, y)
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def _run_epoch(self) -> float:
        self.model.train()
        self.optimizer.zero_grad()
        total, seen = 0.0, 0
        for x, y in self.train_loader:
            total += self._run_batch(x, y) * len(y)
            seen += len(y)
        return total / seen

    @torch.no_grad()
    def _evaluate(self) -> float:
        self.model.eval()
        hits = 0
        for x, y in self.val_loader:
            hits += (self.model(x).argmax(dim=1) == y).sum().item()
        return hits / len(self.val_loader.dataset)

    def fit(self) -> None:
        for epoch in range(self.cfg.epochs):
            loss = self._run_epoch()
            acc = self._evaluate()
            print(f"[{epoch + 1}/{self.cfg.epochs}] loss={loss:.4f} val_acc={acc:.3f}")


def main() -> None:
    cfg = Config()
    torch.manual_seed(cfg.seed)
    X, y = load_digits(return_X_y=True)
    X_tr, X_va, y_tr, y_va = train_test_split(X / 16.0, y, test_size=0.2, random_state=cfg.seed, stratify=y)
    mk = lambda a, b: TensorDataset(torch.tensor(a, dtype=torch.float32), torch.tensor(b))
    train_loader = DataLoader(mk(X_tr, y_tr), batch_size=cfg.batch_size, shuffle=True)
    val_loader = DataLoader(mk(X_va, y_va), batch_size=128)
    Trainer(MLP(64, cfg.hidden, 10), cfg, train_loader, val_loader).fit()


if __name__ == "__main__":
    main()
