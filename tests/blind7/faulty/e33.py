import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


class LagWindows(Dataset):
    def __init__(self, values, lags=12):
        self.values = torch.as_tensor(values, dtype=torch.float32)
        self.lags = lags

    def __len__(self):
        return len(self.values) - self.lags

    def __getitem__(self, k):
        return self.values[k:k + self.lags], self.values[k + self.lags]


def rmse_loss(pred, real):
    return torch.sqrt(torch.mean((pred - real) ** 2) + 1e-8)


rng = np.random.default_rng(1)
torch.manual_seed(1)
months = np.arange(480)
demand = np.sin(2 * np.pi * months / 12) + 0.002 * months + rng.normal(0, 0.1, 480)
cut = 380
m, s = demand[:cut].mean(), demand[:cut].std()
demand = (demand - m) / s
train = DataLoader(LagWindows(demand[:cut]), batch_size=32, shuffle=True)
test = LagWindows(demand[cut:])

model = nn.Sequential(nn.Linear(12, 32), nn.ReLU(), nn.Linear(32, 1))
opt = torch.optim.Adam(model.parameters(), lr=2e-3)
for epoch in range(60):
    for window, nxt in train:
        loss = rmse_loss(model(window), nxt)
        opt.zero_grad()
        loss.backward()
        opt.step()

with torch.no_grad():
    w = torch.stack([test[i][0] for i in range(len(test))])
    v = torch.stack([test[i][1] for i in range(len(test))])
    print("MAE", (model(w).squeeze(1) - v).abs().mean().item() * s)
