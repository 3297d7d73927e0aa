"""Heteroscedastic regression on diabetes progression."""
import math
import torch
import torch.nn as nn
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


class GaussianMLP(nn.Module):
    def __init__(self, d_in, hidden=32):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(d_in, hidden), nn.Tanh(), nn.Linear(hidden, hidden), nn.Tanh())
        self.mu = nn.Linear(hidden, 1)
        self.log_var = nn.Linear(hidden, 1)

    def forward(self, x):
        h = self.body(x)
        return self.mu(h), self.log_var(h).clamp(-6, 3)


def gaussian_nll(mu, log_var, y):
    return 0.5 * (log_var + (y - mu) ** 2 / log_var.exp() + math.log(2 * math.pi)).mean()


def load(seed=0):
    X, y = load_diabetes(return_X_y=True)
    y = y[:, None]
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.2, random_state=seed)
    sx, sy = StandardScaler().fit(X_tr), StandardScaler().fit(y_tr)
    f = lambda s, a: torch.tensor(s.transform(a), dtype=torch.float32)
    return TensorDataset(f(sx, X_tr), f(sy, y_tr)), TensorDataset(f(sx, X_te), f(sy, y_te))


def main():
    torch.manual_seed(0)
    train, test = load()
    loader = DataLoader(train, batch_size=32, shuffle=True)
    model = GaussianMLP(10)
    opt = torch.optim.Adam(model.parameters(), lr=2e-3, weight_decay=1e-3)
    for epoch in range(30):
        total = 0.0
        for x, y in loader:
            mu, lv = model(x)
            loss = gaussian_nll(mu, lv, y)
            opt.zero_grad()
            loss.backward()
            opt.step()
            total += loss.item() * x.size(0)
        if epoch % 10 == 0:
            print(f'{epoch:3d} nll {total / len(train):.4f}')
    x, y = test.tensors
    with torch.no_grad():
        mu, lv = model(x)
        inside = ((y - mu).abs() < 2 * (0.5 * lv).exp()).float().mean()
        print('test nll', gaussian_nll(mu, lv, y).item(), 'coverage', inside.item())


if __name__ == '__main__':
    main()
