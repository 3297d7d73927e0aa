import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits

rng = np.random.default_rng(0)
torch.manual_seed(0)


def shuffled(a):
    return a[rng.permutation(len(a))]


X, y = load_digits(return_X_y=True)
X, y = shuffled(X / 16.0), shuffled(y)
cut = int(0.8 * len(X))
tx, ty = torch.tensor(X[:cut], dtype=torch.float32), torch.tensor(y[:cut])
vx, vy = torch.tensor(X[cut:], dtype=torch.float32), torch.tensor(y[cut:])
loader = DataLoader(TensorDataset(tx, ty), batch_size=64, shuffle=True)

net = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
opt = torch.optim.Adam(net.parameters(), lr=1e-3)
ce = nn.CrossEntropyLoss()
for epoch in range(25):
    tot = 0.0
    for xb, yb in loader:
        opt.zero_grad()
        loss = ce(net(xb), yb)
        loss.backward()
        opt.step()
        tot += loss.item() * len(yb)
    with torch.no_grad():
        out = net(vx)
        print(f"{epoch:2d} train {tot / cut:.3f} val {ce(out, vy).item():.3f} acc {(out.argmax(1) == vy).float().mean().item():.3f}")
