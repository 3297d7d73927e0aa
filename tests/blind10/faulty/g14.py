"""Regression with early stopping; the best weights on the validation set are used for the test."""
import numpy as np
import torch
from torch import nn
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


def tensors(*arrays):
    return [torch.tensor(a, dtype=torch.float32) for a in arrays]


def mse(model, x, y):
    model.eval()
    with torch.no_grad():
        return nn.functional.mse_loss(model(x), y).item()


class BestKeeper:
    """Remembers the weights with the lowest validation loss."""

    def __init__(self, patience):
        self.patience = patience
        self.best = float('inf')
        self.weights = None
        self.wait = 0

    def update(self, value, model):
        if value < self.best:
            self.best = value
            self.weights = model.state_dict()
            self.wait = 0
        else:
            self.wait += 1
        return self.wait >= self.patience


torch.manual_seed(21)
X, y = load_diabetes(return_X_y=True)
X_rest, X_test, y_rest, y_test = train_test_split(X, y, test_size=0.25, random_state=21)
X_train, X_val, y_train, y_val = train_test_split(X_rest, y_rest, test_size=0.3, random_state=21)
sx = StandardScaler().fit(X_train)
sy = StandardScaler().fit(y_train[:, None])
x_tr, x_va, x_te = tensors(*[sx.transform(a) for a in (X_train, X_val, X_test)])
t_tr, t_va, t_te = tensors(*[sy.transform(a[:, None]) for a in (y_train, y_val, y_test)])

model = nn.Sequential(nn.Linear(10, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
loader = DataLoader(TensorDataset(x_tr, t_tr), batch_size=32, shuffle=True)
keeper = BestKeeper(patience=80)

for epoch in range(300):
    model.train()
    for xb, tb in loader:
        optimizer.zero_grad()
        nn.functional.mse_loss(model(xb), tb).backward()
        optimizer.step()
    val = mse(model, x_va, t_va)
    if keeper.update(val, model):
        print(f'stopped after epoch {epoch + 1}')
        break

model.load_state_dict(keeper.weights)
print(f'best validation mse {keeper.best:.4f}')
print(f'validation mse of the restored model {mse(model, x_va, t_va):.4f}')
print(f'test mse {mse(model, x_te, t_te):.4f}')
