from dataclasses import dataclass, field
from typing import List

import torch
import torch.nn as nn
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


@dataclass
class HParams:
    hidden: List[int] = field(default_factory=lambda: [64, 32])
    lr: float = 1e-3
    epochs: int = 30
    batch: int = 32


def mlp(sizes):
    layers = []
    for a, b in zip(sizes[:-1], sizes[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers)


class Regressor(nn.Module):
    def __init__(self, d_in, hp):
        super().__init__()
        self.net = mlp([d_in] + hp.hidden + [1])

    def forward(self, x):
        return self.net(x)


def data(hp):
    X, y = load_diabetes(return_X_y=True)
    y = y.reshape(-1, 1)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.2, random_state=3)
    xs, ys = StandardScaler().fit(X_tr), StandardScaler().fit(y_tr)
    f = lambda a: torch.tensor(a, dtype=torch.float32)
    train = TensorDataset(f(xs.transform(X_tr)), f(ys.transform(y_tr)))
    test = TensorDataset(f(xs.transform(X_te)), f(ys.transform(y_te)))
    return DataLoader(train, hp.batch, shuffle=True), DataLoader(test, 128), ys


def main():
    torch.manual_seed(3)
    hp = HParams()
    train_dl, test_dl, ys = data(hp)
    model = Regressor(10, hp)
    opt = torch.optim.Adam(model.parameters(), lr=hp.lr)
    mse = nn.MSELoss()
    for epoch in range(hp.epochs):
        model.train()
        s = n = 0
        for x, y in train_dl:
            opt.zero_grad()
            loss = mse(model(x), y)
            loss.backward()
            opt.step()
            s += loss.item() * len(x)
            n += len(x)
        if epoch % 10 == 9:
            print(epoch + 1, s / n)
    model.eval()
    with torch.no_grad():
        err = torch.cat([model(x) - y for x, y in test_dl])
    print('test rmse (original units):', err.pow(2).mean().sqrt().item() * ys.scale_[0])


if __name__ == '__main__':
    main()
