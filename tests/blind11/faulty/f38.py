"""5-fold cross-validation of an MLP on the wine data."""
import numpy as np
import torch
from sklearn.datasets import load_wine
from sklearn.model_selection import StratifiedKFold
from torch import nn
from torch.utils.data import DataLoader, Subset, TensorDataset


class WineMLP(nn.Module):
    def __init__(self, hidden=24):
        super().__init__()
        self.stack = nn.Sequential(nn.Linear(13, hidden), nn.ReLU(), nn.Linear(hidden, 3))

    def forward(self, x):
        return self.stack(x)


def standardise(x, rows):
    m, s = x[rows].mean(0, keepdim=True), x[rows].std(0, keepdim=True)
    return (x - m) / s


def train_fold(model, loader, epochs=30, lr=5e-3):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    criterion = nn.CrossEntropyLoss()
    model.train()
    for _ in range(epochs):
        for xb, yb in loader:
            optimizer.zero_grad()
            criterion(model(xb), yb).backward()
            optimizer.step()


def score_fold(model, loader):
    model.eval()
    hits, n = 0, 0
    with torch.no_grad():
        for xb, yb in loader:
            hits += (model(xb).argmax(1) == yb).sum().item()
            n += len(yb)
    return hits / n


def main(k=5, seed=17):
    torch.manual_seed(seed)
    raw_x, raw_y = load_wine(return_X_y=True)
    x = torch.tensor(raw_x, dtype=torch.float32)
    y = torch.tensor(raw_y, dtype=torch.long)

    model = WineMLP()
    kfold = StratifiedKFold(n_splits=k, shuffle=True, random_state=seed)
    scores = []
    for fold, (train_idx, val_idx) in enumerate(kfold.split(raw_x, raw_y), start=1):
        dataset = TensorDataset(standardise(x, train_idx), y)
        train_loader = DataLoader(Subset(dataset, train_idx), batch_size=16, shuffle=True)
        val_loader = DataLoader(Subset(dataset, val_idx), batch_size=64)
        train_fold(model, train_loader)
        scores.append(score_fold(model, val_loader))
        print(f"fold {fold}: {scores[-1]:.3f}")
    print(f"cross-validated accuracy {np.mean(scores):.3f} +- {np.std(scores):.3f}")


if __name__ == "__main__":
    main()
