"""Tabular regression, Kaggle style."""
import numpy as np
import pandas as pd
import torch
import torch.nn as nn
from sklearn.model_selection import KFold
from torch.utils.data import DataLoader, TensorDataset

rng = np.random.default_rng(0)


def fake_houses(n=1200):
    df = pd.DataFrame({
        'area': rng.normal(90, 30, n).clip(20),
        'rooms': rng.integers(1, 6, n),
        'age': rng.uniform(0, 60, n),
        'district': rng.choice(list('ABCD'), n),
    })
    base = df['district'].map({'A': 1.3, 'B': 1.0, 'C': 0.8, 'D': 0.6})
    df['price'] = (3.0 * df['area'] + 20 * df['rooms'] - 1.5 * df['age']) * base + rng.normal(0, 20, n)
    return df


def make_mlp(sizes, act=nn.ReLU, p=0.0):
    layers = []
    for n_in, n_out in zip(sizes[:-1], sizes[1:]):
        layers.append(nn.Linear(n_in, n_out))
        layers.append(act())
        if p:
            layers.append(nn.Dropout(p))
    return nn.Sequential(*layers)


class Standardizer:
    def fit(self, a):
        self.m, self.s = a.mean(0), a.std(0) + 1e-8
        return self

    def __call__(self, a):
        return torch.tensor(((a - self.m) / self.s), dtype=torch.float32)

    def inverse(self, t):
        return t.numpy() * self.s + self.m


def run_fold(X, y, tr, va, epochs=25):
    sx, sy = Standardizer().fit(X[tr]), Standardizer().fit(y[tr])
    loader = DataLoader(TensorDataset(sx(X[tr]), sy(y[tr])), batch_size=64, shuffle=True)
    model = make_mlp([X.shape[1], 64, 32, 1])
    opt = torch.optim.AdamW(model.parameters(), lr=3e-3)
    loss_fn = nn.MSELoss()
    for _ in range(epochs):
        model.train()
        for xb, yb in loader:
            opt.zero_grad()
            loss = loss_fn(model(xb), yb)
            loss.backward()
            opt.step()
    model.eval()
    with torch.no_grad():
        pred = sy.inverse(model(sx(X[va])))
    return np.sqrt(((pred - y[va]) ** 2).mean())


if __name__ == '__main__':
    torch.manual_seed(0)
    df = fake_houses()
    X = pd.get_dummies(df.drop(columns='price'), columns=['district']).to_numpy(dtype=np.float64)
    y = df[['price']].to_numpy()
    scores = []
    for k, (tr, va) in enumerate(KFold(3, shuffle=True, random_state=0).split(X)):
        scores.append(run_fold(X, y, tr, va))
        print(f'fold {k} rmse {scores[-1]:.2f}')
    print('mean', np.mean(scores), 'std of the target', y.std())
