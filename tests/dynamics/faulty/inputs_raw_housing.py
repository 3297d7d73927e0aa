"""Is a block dear? Columns as the census gives them."""

import numpy as np
import torch
from torch import nn

rng = np.random.default_rng(1)
n = 3000
income = rng.gamma(3.0, 13000, n)
people = rng.gamma(2.0, 700, n)
rooms = rng.normal(5.4, 1.2, n)
lat, lon = rng.uniform(32, 42, n), rng.uniform(-124, -114, n)
dear = (income / 39000 + 0.3 * (rooms - 5.4) - 0.2 * np.abs(lat - 36) + rng.normal(0, 0.2, n)) > 0.6
X = torch.tensor(np.stack([income, people, rooms, lat, lon], 1)).float()
y = torch.tensor(dear).long()
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(5, 64), nn.ReLU(), nn.Linear(64, 2))
opt = torch.optim.SGD(net.parameters(), lr=0.01)
for epoch in range(6):
    for i in torch.randperm(2400).split(64):
        loss = nn.functional.cross_entropy(net(X[i]), y[i])
        opt.zero_grad()
        loss.backward()
        opt.step()
    with torch.no_grad():
        print(epoch, loss.item(), (net(X[2400:]).argmax(1) == y[2400:]).float().mean().item())
