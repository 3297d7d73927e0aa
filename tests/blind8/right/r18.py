import copy
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_diabetes
from sklearn.model_selection import KFold


def fit_scaler(a):
    m, s = a.mean(0, keepdims=True), a.std(0, keepdims=True)
    return lambda v: ((v - m) / s).astype(np.float32), lambda v: v * s + m


def train(model, X, y, epochs=30):
    loader = DataLoader(TensorDataset(torch.from_numpy(X), torch.from_numpy(y)), batch_size=32, shuffle=True)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3, weight_decay=1e-3)
    loss_fn = nn.SmoothL1Loss()
    model.train()
    for _ in range(epochs):
        for xb, yb in loader:
            optimizer.zero_grad()
            loss_fn(model(xb), yb).backward()
            optimizer.step()


def main():
    torch.manual_seed(0)
    X, y = load_diabetes(return_X_y=True)
    y = y.reshape(-1, 1)
    model = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Dropout(0.1), nn.Linear(32, 1))
    init_state = copy.deepcopy(model.state_dict())
    maes, oof = [], np.zeros_like(y)
    for fold, (tr, va) in enumerate(KFold(5, shuffle=True, random_state=0).split(X)):
        model.load_state_dict(init_state)          # every fold starts from the same weights
        fx, _ = fit_scaler(X[tr])
        fy, inv = fit_scaler(y[tr])
        train(model, fx(X[tr]), fy(y[tr]))
        model.eval()
        with torch.no_grad():
            oof[va] = inv(model(torch.from_numpy(fx(X[va]))).numpy())
        maes.append(np.abs(oof[va] - y[va]).mean())
        print(f'fold {fold} mae {maes[-1]:.2f}')
    print('cv mae', np.mean(maes), 'r2', 1 - ((oof - y) ** 2).sum() / ((y - y.mean()) ** 2).sum())


if __name__ == '__main__':
    main()
