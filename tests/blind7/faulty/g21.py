# 중고차 가격(합성, 표준화) 회귀
import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

rng = np.random.default_rng(16)
torch.manual_seed(16)
n = 1200
X = rng.normal(size=(n, 5)).astype(np.float32)
price = 1.2 * X[:, 0] - 0.8 * X[:, 1] * X[:, 2] + 0.5 * X[:, 3] + rng.normal(0, 0.1, n)
price = price.astype(np.float32)
Xt, Xv = torch.from_numpy(X[:900]), torch.from_numpy(X[900:])
m, s = price[:900].mean(), price[:900].std()
yt, yv = torch.from_numpy((price[:900] - m) / s), torch.from_numpy((price[900:] - m) / s)
net = nn.Sequential(nn.Linear(5, 32), nn.ReLU(), nn.Linear(32, 1))
opt = torch.optim.Adam(net.parameters(), lr=3e-3)


def cost(guess, truth):
    err = guess - truth
    return err.pow(2).mean()


for epoch in range(30):
    tot = 0.0
    for x, y in DataLoader(TensorDataset(Xt, yt), batch_size=50, shuffle=True):
        loss = cost(net(x), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
        tot += loss.item() * len(x)
    if epoch % 6 == 5:
        print(epoch + 1, tot / 900)
with torch.no_grad():
    print("R2", 1 - ((net(Xv)[:, 0] - yv).pow(2).mean() / yv.var()).item())
