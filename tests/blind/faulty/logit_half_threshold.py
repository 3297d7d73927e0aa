import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import make_moons
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

THRESHOLD = 0.5


class WandbStub:
    def __init__(self):
        self.rows = []

    def log(self, d):
        self.rows.append(d)
        print({k: round(v, 4) for k, v in d.items()})


class BinaryMLP(nn.Module):
    def __init__(self, hidden: int = 16) -> None:
        super().__init__()
        self.fc1 = nn.Linear(2, hidden)
        self.fc2 = nn.Linear(hidden, hidden)
        self.fc3 = nn.Linear(hidden, 1)
        self.relu = nn.ReLU()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.relu(self.fc1(x))
        x = self.relu(self.fc2(x))
        return self.fc3(x)


def predict(model, x):
    model.eval()
    with torch.no_grad():
        scores = model(x)
    return (scores > THRESHOLD).float()


def main():
    torch.manual_seed(0)
    wandb = WandbStub()
    X, y = make_moons(1000, noise=0.3, random_state=0)
    X_tr, X_te, y_tr, y_te = train_test_split(X.astype(np.float32), y.astype(np.float32), test_size=0.4, random_state=0)
    train_dl = DataLoader(TensorDataset(torch.from_numpy(X_tr), torch.from_numpy(y_tr).unsqueeze(1)), 30, shuffle=True)
    x_test, y_test = torch.from_numpy(X_te), torch.from_numpy(y_te).unsqueeze(1)
    model = BinaryMLP()
    loss_fn = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for epoch in range(6):
        model.train()
        running = 0.0
        for xb, yb in train_dl:
            optimizer.zero_grad()
            loss = loss_fn(model(xb), yb)
            loss.backward()
            optimizer.step()
            running += loss.item()
        pred = predict(model, x_test)
        wandb.log({"loss": running / len(train_dl), "test_acc": (pred == y_test).float().mean().item(),
                   "share_positive": pred.mean().item()})


if __name__ == "__main__":
    main()
