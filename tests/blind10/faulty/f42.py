"""Regression on a made-up energy data set, early stopping on the validation loss."""
import copy

import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(14)
rng = np.random.default_rng(14)

# hour of the day, temperature, wind, weekend flag -> load in MW
n = 3000
hour = rng.integers(0, 24, n)
temp = rng.normal(12, 8, n)
wind = rng.gamma(2.0, 2.0, n)
weekend = (rng.random(n) < 2 / 7).astype(float)
load = (300 + 60 * np.sin((hour - 7) / 24 * 2 * np.pi) + 0.25 * (temp - 18) ** 2
        - 3 * wind - 40 * weekend + rng.normal(0, 10, n))
X = np.column_stack([np.sin(2 * np.pi * hour / 24), np.cos(2 * np.pi * hour / 24), temp, wind, weekend])

order = rng.permutation(n)
tr, va, te = order[:2000], order[2000:2500], order[2500:]
x_mu, x_sd = X[tr].mean(0), X[tr].std(0)
y_mu, y_sd = load[tr].mean(), load[tr].std()
Xn = torch.tensor((X - x_mu) / x_sd, dtype=torch.float32)
yn = torch.tensor((load - y_mu) / y_sd, dtype=torch.float32).unsqueeze(1)


def loader(rows, shuffle=False):
    return DataLoader(TensorDataset(Xn[rows], yn[rows]), batch_size=64, shuffle=shuffle)


train_loader, val_loader, test_loader = loader(tr, True), loader(va), loader(te)
model = nn.Sequential(nn.Linear(5, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
loss_fn = nn.MSELoss()


def mean_loss(dl):
    model.eval()
    total = 0.0
    with torch.no_grad():
        for xb, yb in dl:
            total += loss_fn(model(xb), yb).item() * len(xb)
    return total / len(dl.dataset)


patience = 3
counter = 0
best_loss = float("inf")
best_weights = copy.deepcopy(model.state_dict())

for epoch in range(200):
    model.train()
    for xb, yb in train_loader:
        optimizer.zero_grad()
        loss = loss_fn(model(xb), yb)
        loss.backward()
        optimizer.step()

    val_loss = mean_loss(val_loader)
    print(f"epoch {epoch:3d} val mse {val_loss:.4f} (waited {counter})")
    if val_loss < best_loss:
        best_loss = val_loss
        best_weights = copy.deepcopy(model.state_dict())
    else:
        counter += 1
        if counter >= patience:
            print("early stopping")
            break

model.load_state_dict(best_weights)
print(f"test RMSE {mean_loss(test_loader) ** 0.5 * y_sd:.2f} MW")
