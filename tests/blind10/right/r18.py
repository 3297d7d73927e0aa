"""Cross-validated MLP regressor."""
from functools import partial
from typing import Callable

import numpy as np
import torch
from sklearn.datasets import load_diabetes
from sklearn.model_selection import KFold
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_mlp(n_in: int, hidden: int = 32, p: float = 0.1) -> nn.Module:
    return nn.Sequential(nn.Linear(n_in, hidden), nn.ReLU(), nn.Dropout(p), nn.Linear(hidden, 1))


def fit(model: nn.Module, X: np.ndarray, y: np.ndarray, epochs: int = 60, lr: float = 3e-3) -> nn.Module:
    ds = TensorDataset(torch.tensor(X, dtype=torch.float32), torch.tensor(y, dtype=torch.float32))
    loader = DataLoader(ds, batch_size=32, shuffle=True)
    opt = torch.optim.AdamW(model.parameters(), lr=lr, weight_decay=1e-2)
    loss_fn = nn.HuberLoss()
    model.train()
    for _ in range(epochs):
        for xb, yb in loader:
            opt.zero_grad()
            loss = loss_fn(model(xb), yb)
            loss.backward()
            opt.step()
    return model


@torch.no_grad()
def predict(model: nn.Module, X: np.ndarray) -> np.ndarray:
    model.eval()
    return model(torch.tensor(X, dtype=torch.float32)).numpy()


def cross_validate(factory: Callable[[], nn.Module], X: np.ndarray, y: np.ndarray, k: int = 5, seed: int = 0):
    rmse = []
    for fold, (tr, va) in enumerate(KFold(k, shuffle=True, random_state=seed).split(X)):
        torch.manual_seed(seed + fold)
        xs = StandardScaler().fit(X[tr])
        ys = StandardScaler().fit(y[tr])
        model = fit(factory(), xs.transform(X[tr]), ys.transform(y[tr]))
        pred = ys.inverse_transform(predict(model, xs.transform(X[va])))
        rmse.append(float(np.sqrt(np.mean((pred - y[va]) ** 2))))
        print(f"fold {fold + 1}/{k}: RMSE {rmse[-1]:.2f} (constant: {y[va].std():.2f})")
    return np.array(rmse)


if __name__ == "__main__":
    X, y = load_diabetes(return_X_y=True, scaled=False)
    y = y.reshape(-1, 1)
    result = cross_validate(partial(make_mlp, X.shape[1]), X, y)
    print(f"RMSE {result.mean():.2f} +/- {result.std():.2f}")
