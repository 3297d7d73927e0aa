import torch
import torch.nn as nn
from sklearn.datasets import make_regression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

import numpy as np


def salaries(seed=4):
    X, z = make_regression(1000, 8, n_informative=6, noise=5.0, random_state=seed)
    pay = 60000 + 12000 * (z - z.mean()) / z.std()
    return X, pay


class Data:
    def __init__(self, batch_size=64):
        X, y = salaries()
        X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.2, random_state=4)
        self.scaler = StandardScaler().fit(X_tr)
        self.shift, self.scale = 0.0, 1.0
        self.train = DataLoader(self._set(X_tr, y_tr), batch_size, shuffle=True)
        self.test_X, self.test_y = self._set(X_te, y_te).tensors

    def _set(self, X, y):
        y = (y - self.shift) / self.scale
        return TensorDataset(torch.tensor(self.scaler.transform(X), dtype=torch.float32),
                             torch.tensor(y, dtype=torch.float32).unsqueeze(1))


class SalaryNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))

    def forward(self, x):
        return self.net(x)


def main():
    torch.manual_seed(4)
    data = Data()
    model = SalaryNet()
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    lossf = nn.MSELoss()
    for epoch in range(30):
        model.train()
        total = 0.0
        for x, y in data.train:
            opt.zero_grad()
            loss = lossf(model(x), y)
            loss.backward()
            opt.step()
            total += loss.item() * len(x)
        if epoch % 6 == 5:
            print(f"epoch {epoch + 1:2d} mse {total / len(data.train.dataset):.4g}")
    model.eval()
    with torch.no_grad():
        pred = model(data.test_X) * data.scale + data.shift
        true = data.test_y * data.scale + data.shift
    print(f"mean prediction {pred.mean():.0f}, mean salary {true.mean():.0f}, RMSE {(pred - true).square().mean().sqrt():.0f}")


if __name__ == "__main__":
    main()
