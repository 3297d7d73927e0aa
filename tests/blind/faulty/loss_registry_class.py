from typing import Dict, Tuple

import torch
import torch.nn as nn
from sklearn.datasets import make_regression
from torch import Tensor
from torch.utils.data import DataLoader, TensorDataset


class HuberRegressor(nn.Module):
    def __init__(self, n_features: int, hidden: int = 32) -> None:
        super().__init__()
        self.fc1 = nn.Linear(n_features, hidden)
        self.fc2 = nn.Linear(hidden, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(torch.relu(self.fc1(x)))


def compute_loss(pred: Tensor, target: Tensor) -> Tensor:
    return nn.SmoothL1Loss(pred, target)


def make_loaders(batch_size: int) -> Tuple[DataLoader, DataLoader]:
    X, y = make_regression(400, 6, noise=2.0, random_state=0)
    y = (y - y[:300].mean()) / y[:300].std()
    X = torch.tensor(X, dtype=torch.float32)
    y = torch.tensor(y, dtype=torch.float32).unsqueeze(1)
    train = TensorDataset(X[:300], y[:300])
    test = TensorDataset(X[300:], y[300:])
    return DataLoader(train, batch_size, shuffle=True), DataLoader(test, batch_size)


def fit(model: nn.Module, loaders: Tuple[DataLoader, DataLoader], epochs: int) -> Dict[str, list]:
    history: Dict[str, list] = {"train": []}
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    train_loader, _ = loaders
    for _ in range(epochs):
        model.train()
        running = 0.0
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = compute_loss(model(x), y)
            loss.backward()
            optimizer.step()
            running += loss.item()
        history["train"].append(running / len(train_loader))
    return history


if __name__ == "__main__":
    torch.manual_seed(0)
    model = HuberRegressor(6)
    print(fit(model, make_loaders(30), epochs=5))
