import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

# daily bike rentals per station from weather features (synthetic)
rng = np.random.default_rng(3)
N = 1500
weather = rng.normal(size=(N, 5))
rate = np.exp(0.9 + 0.5 * weather[:, 0] - 0.4 * weather[:, 1] + 0.2 * weather[:, 2])
count = rng.poisson(rate)
X = torch.tensor(weather, dtype=torch.float32)
y = torch.tensor(count, dtype=torch.float32).unsqueeze(1)
train, test = slice(0, 1200), slice(1200, N)

torch.manual_seed(3)
net = nn.Sequential(nn.Linear(5, 32), nn.ReLU(), nn.Linear(32, 1), nn.Softplus())


def msle(pred, real):
    return ((torch.log(pred) - torch.log(real)) ** 2).mean()


opt = torch.optim.Adam(net.parameters(), lr=2e-3)
dl = DataLoader(TensorDataset(X[train], y[train]), batch_size=50, shuffle=True)
for epoch in range(10):
    tot = 0.0
    for xb, yb in dl:
        opt.zero_grad()
        loss = msle(net(xb), yb)
        loss.backward()
        opt.step()
        tot += loss.item() * len(xb)
    print("epoch", epoch, "loss", tot / 1200)
with torch.no_grad():
    print("test MAE", (net(X[test]) - y[test]).abs().mean().item())
