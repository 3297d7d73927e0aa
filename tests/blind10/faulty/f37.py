import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset


def set_seed(seed: int) -> None:
    np.random.seed(seed)
    torch.manual_seed(seed)


def load_data(batch_size: int):
    X, y = load_wine(return_X_y=True)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=0, stratify=y)
    mu, sd = X_train.mean(axis=0), X_train.std(axis=0)
    X = (X - mu) / sd
    X_test = (X_test - mu) / sd
    train_ds = TensorDataset(torch.tensor(X, dtype=torch.float32), torch.tensor(y))
    test_ds = TensorDataset(torch.tensor(X_test, dtype=torch.float32), torch.tensor(y_test))
    train_loader = DataLoader(train_ds, batch_size=batch_size, shuffle=True)
    test_loader = DataLoader(test_ds, batch_size=batch_size)
    return train_loader, test_loader


class ResidualMLP(nn.Module):
    def __init__(self, n_in, width, n_out, depth=2):
        super().__init__()
        self.inp = nn.Linear(n_in, width)
        self.blocks = nn.ModuleList([nn.Linear(width, width) for _ in range(depth)])
        self.out = nn.Linear(width, n_out)

    def forward(self, x):
        x = F.relu(self.inp(x))
        for block in self.blocks:
            x = x + F.relu(block(x))
        return self.out(x)


def fit(model, loader, epochs, lr):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    for epoch in range(epochs):
        model.train()
        losses = []
        for xb, yb in loader:
            loss = F.cross_entropy(model(xb), yb)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item() * len(yb))
        if epoch % 10 == 0:
            print(f"epoch {epoch:3d} loss {sum(losses) / len(loader.dataset):.4f}")


def evaluate(model, loader):
    model.eval()
    preds, labels = [], []
    with torch.no_grad():
        for xb, yb in loader:
            preds.append(model(xb).argmax(1))
            labels.append(yb)
    return (torch.cat(preds) == torch.cat(labels)).float().mean().item()


if __name__ == "__main__":
    set_seed(0)
    train_loader, test_loader = load_data(batch_size=16)
    net = ResidualMLP(13, 32, 3)
    fit(net, train_loader, epochs=50, lr=1e-3)
    print(f"test accuracy: {evaluate(net, test_loader):.3f}")
