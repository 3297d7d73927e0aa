from __future__ import annotations

from dataclasses import dataclass, field

import torch
from sklearn.datasets import make_classification
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset


@dataclass(frozen=True)
class Config:
    n_features: int = 16
    n_classes: int = 5
    hidden: list[int] = field(default_factory=lambda: [64, 64])
    batch_size: int = 64
    lr: float = 1e-3
    epochs: int = 6
    seed: int = 0


def to_probabilities(scores: Tensor) -> Tensor:
    """(N, C) scores -> (N, C) probabilities, numerically stable."""
    scores = scores - scores.max(dim=1, keepdim=True).values
    return torch.softmax(scores, dim=1)


class Net(nn.Module):
    def __init__(self, cfg: Config) -> None:
        super().__init__()
        widths = [cfg.n_features, *cfg.hidden]
        layers: list[nn.Module] = []
        for n_in, n_out in zip(widths, widths[1:]):
            layers += [nn.Linear(n_in, n_out), nn.ReLU()]
        self.body = nn.Sequential(*layers)
        self.head = nn.Linear(widths[-1], cfg.n_classes)

    def forward(self, x: Tensor) -> Tensor:
        return to_probabilities(self.head(self.body(x)))


def make_loaders(cfg: Config) -> tuple[DataLoader, DataLoader]:
    X, y = make_classification(
        2000, cfg.n_features, n_informative=10, n_classes=cfg.n_classes, random_state=cfg.seed
    )
    data = TensorDataset(torch.as_tensor(X, dtype=torch.float32), torch.as_tensor(y))
    train, valid = torch.utils.data.random_split(data, [1600, 400])
    return (DataLoader(train, cfg.batch_size, shuffle=True), DataLoader(valid, cfg.batch_size))


def fit(cfg: Config) -> float:
    torch.manual_seed(cfg.seed)
    train_loader, valid_loader = make_loaders(cfg)
    net = Net(cfg)
    criterion: nn.Module = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=cfg.lr)
    for epoch in range(cfg.epochs):
        net.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            loss: Tensor = criterion(net(x), y)
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch + 1}/{cfg.epochs} loss {loss.item():.4f}")

    net.eval()
    correct = 0
    with torch.inference_mode():
        for x, y in valid_loader:
            correct += int((net(x).argmax(1) == y).sum())
    return correct / 400


if __name__ == "__main__":
    print(f"validation accuracy: {fit(Config()):.3f}")
