"""K-fold estimate for a small regression network."""
import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import load_diabetes
from sklearn.model_selection import KFold
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


def build(d):
    return nn.Sequential(nn.Linear(d, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 1))


def train_fold(model, optimizer, X, y, epochs=30):
    loader = DataLoader(TensorDataset(X, y), batch_size=32, shuffle=True)
    model.train()
    for _ in range(epochs):
        for xb, yb in loader:
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(xb), yb)
            loss.backward()
            optimizer.step()


def rmse(model, X, y, scale):
    model.eval()
    with torch.no_grad():
        return float(nn.functional.mse_loss(model(X), y).sqrt() * scale)


def main():
    torch.manual_seed(0)
    X, y = load_diabetes(return_X_y=True)
    y = y.reshape(-1, 1)
    model = build(X.shape[1])
    scores = []
    for fold, (tr, va) in enumerate(KFold(5, shuffle=True, random_state=0).split(X)):
        xs, ys = StandardScaler().fit(X[tr]), StandardScaler().fit(y[tr])
        f = lambda a: torch.tensor(a, dtype=torch.float32)
        optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
        train_fold(model, optimizer, f(xs.transform(X[tr])), f(ys.transform(y[tr])))
        score = rmse(model, f(xs.transform(X[va])), f(ys.transform(y[va])), ys.scale_[0])
        scores.append(score)
        print(f"fold {fold}: rmse {score:.2f}")
    print(f"cv rmse {np.mean(scores):.2f} +- {np.std(scores):.2f}")


if __name__ == "__main__":
    main()
