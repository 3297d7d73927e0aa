import numpy as np, torch
from torch import nn
data = np.loadtxt("energy.csv", delimiter=",")
X, y = data[:, :-1], data[:, -1:]
mean, std = X.mean(axis=0), X.std(axis=0)
X = (X - mean) / std
n = int(0.8 * len(X))
Xtr, Xte = map(lambda a: torch.from_numpy(a).float(), (X[:n], X[n:]))
ytr, yte = torch.from_numpy(y[:n]).float(), torch.from_numpy(y[n:]).float()
net = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 1))
opt = torch.optim.Adam(net.parameters())
for _ in range(300):
    opt.zero_grad(); nn.functional.mse_loss(net(Xtr), ytr).backward(); opt.step()
with torch.no_grad(): print(nn.functional.mse_loss(net(Xte), yte))
