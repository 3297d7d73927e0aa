import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def raw(n, seed):
    r = np.random.default_rng(seed)
    income = r.lognormal(10, 0.8, n)
    debt = r.lognormal(8, 1.0, n)
    age = r.normal(45, 12, n)
    y = (np.log(debt) - 0.8 * np.log(income) - 0.02 * (age - 45) + 0.2 * r.normal(size=n) > 0).astype(np.int64)
    return np.stack([income, debt, age], 1), y


class FeatureBuilder:
    def __init__(self):
        self.mean = self.std = None

    def fit_transform(self, X):
        Z = self._log(X)
        self.mean, self.std = Z.mean(0), Z.std(0)
        return ((Z - self.mean) / self.std).astype(np.float32)

    def transform(self, X):
        return ((X - self.mean) / self.std).astype(np.float32)

    @staticmethod
    def _log(X):
        Z = X.copy()
        Z[:, :2] = np.log1p(Z[:, :2])
        return Z


def main():
    torch.manual_seed(0)
    (Xa, ya), (Xb, yb) = raw(1500, 0), raw(400, 1)
    fb = FeatureBuilder()
    train_ds = TensorDataset(torch.from_numpy(fb.fit_transform(Xa)), torch.from_numpy(ya))
    val_ds = TensorDataset(torch.from_numpy(fb.transform(Xb)), torch.from_numpy(yb))
    model = nn.Sequential(nn.Linear(3, 32), nn.ReLU(), nn.Linear(32, 2))
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    crit = nn.CrossEntropyLoss()
    for epoch in range(10):
        model.train()
        hit = 0
        for x, y in DataLoader(train_ds, 50, shuffle=True):
            out = model(x)
            loss = crit(out, y)
            opt.zero_grad()
            loss.backward()
            opt.step()
            hit += (out.argmax(1) == y).sum().item()
        model.eval()
        with torch.no_grad():
            good = sum((model(x).argmax(1) == y).sum().item() for x, y in DataLoader(val_ds, 100))
        if epoch % 3 == 0:
            print(epoch, f'loss {loss.item():.4f} train acc {hit / len(train_ds):.3f} val acc {good / len(val_ds):.3f}')


if __name__ == '__main__':
    main()
