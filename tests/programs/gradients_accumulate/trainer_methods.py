from typing import Dict, List

import torch
from sklearn.datasets import make_classification
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split


class Trainer:
    """Trains a classifier and remembers the curves."""

    def __init__(self, model: nn.Module, optimizer: torch.optim.Optimizer, criterion: nn.Module) -> None:
        self.model = model
        self.optimizer = optimizer
        self.criterion = criterion
        self.history: Dict[str, List[float]] = {"loss": [], "val_accuracy": []}

    def compute_loss(self, batch) -> torch.Tensor:
        inputs, targets = batch
        return self.criterion(self.model(inputs), targets)

    def update(self, loss: torch.Tensor) -> None:
        loss.backward()
        self.optimizer.step()

    def run_epoch(self, loader: DataLoader) -> float:
        self.model.train()
        losses = []
        for batch in loader:
            loss = self.compute_loss(batch)
            self.update(loss)
            losses.append(loss.item())
        return sum(losses) / len(losses)

    def evaluate(self, loader: DataLoader) -> float:
        self.model.eval()
        correct = total = 0
        with torch.no_grad():
            for inputs, targets in loader:
                correct += (self.model(inputs).argmax(dim=1) == targets).sum().item()
                total += targets.numel()
        return correct / total

    def fit(self, train_loader: DataLoader, val_loader: DataLoader, epochs: int) -> None:
        for epoch in range(epochs):
            self.history["loss"].append(self.run_epoch(train_loader))
            self.history["val_accuracy"].append(self.evaluate(val_loader))
            print(f"Epoch {epoch}: loss={self.history['loss'][-1]:.4f} "
                  f"val_accuracy={self.history['val_accuracy'][-1]:.4f}")


def main() -> None:
    torch.manual_seed(0)
    X, y = make_classification(n_samples=1000, n_features=15, n_informative=9, n_classes=3, random_state=0)
    data = TensorDataset(torch.tensor(X, dtype=torch.float32), torch.tensor(y))
    train_set, val_set = random_split(data, [800, 200])
    model = nn.Sequential(nn.Linear(15, 64), nn.ReLU(), nn.Linear(64, 3))
    trainer = Trainer(model, torch.optim.SGD(model.parameters(), lr=0.02), nn.CrossEntropyLoss())
    trainer.fit(DataLoader(train_set, 40, shuffle=True), DataLoader(val_set, 100), epochs=6)


main()
