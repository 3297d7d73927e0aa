# 시간대별 방문자 수 예측 (포아송 회귀)
import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

rng = np.random.default_rng(14)
torch.manual_seed(14)
hour = rng.uniform(0, 24, 2500)
rain = rng.integers(0, 2, 2500)
rate = 2 + 6 * np.exp(-((hour - 18) / 3) ** 2) * (1 - 0.6 * rain)
X = torch.tensor(np.c_[np.sin(hour * np.pi / 12), np.cos(hour * np.pi / 12), rain], dtype=torch.float32)
y = torch.tensor(rng.poisson(rate), dtype=torch.float32).unsqueeze(1)
true = torch.tensor(rate, dtype=torch.float32).unsqueeze(1)
net = nn.Sequential(nn.Linear(3, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 1), nn.Softplus())
crit = nn.PoissonNLLLoss(log_input=False)
opt = torch.optim.Adam(net.parameters(), lr=3e-3)
for epoch in range(30):
    tot = 0.0
    for a, b in DataLoader(TensorDataset(X[:2000], y[:2000]), batch_size=80, shuffle=True):
        opt.zero_grad()
        loss = crit(net(a), b)
        loss.backward()
        opt.step()
        tot += loss.item() * len(a)
    if epoch % 6 == 5:
        print(epoch + 1, tot / 2000)
with torch.no_grad():
    p = net(X[2000:])
    print("R2 against the true rate", 1 - ((p - true[2000:]).pow(2).mean() / true[2000:].var()).item())
