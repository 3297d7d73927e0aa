# 방문 횟수 예측 (포아송 회귀)
import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

rng = np.random.default_rng(0)
torch.manual_seed(0)
n = 1500
X = rng.normal(size=(n, 5)).astype('float32')
rate = np.exp(0.4 * X[:, 0] - 0.3 * X[:, 1] + 0.5)
y = rng.poisson(rate).astype('float32')
X_t, y_t = torch.from_numpy(X), torch.from_numpy(y)
train = TensorDataset(X_t[:1200], y_t[:1200])
valid = TensorDataset(X_t[1200:], y_t[1200:])


class RateNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.h = nn.Linear(5, 16)
        self.o = nn.Linear(16, 1)

    def forward(self, x):
        h = torch.tanh(self.h(x))
        return torch.relu(self.o(h)).squeeze(1)


def poisson_nll(lam, k):
    return (lam - k * torch.log(lam)).mean()


net = RateNet()
opt = torch.optim.Adam(net.parameters(), lr=1e-2)
for epoch in range(10):
    net.train()
    losses = []
    for xb, yb in DataLoader(train, batch_size=50, shuffle=True):
        opt.zero_grad()
        loss = poisson_nll(net(xb), yb)
        loss.backward()
        opt.step()
        losses.append(loss.item())
    net.eval()
    with torch.no_grad():
        mae = (net(valid.tensors[0]) - valid.tensors[1]).abs().mean().item()
    print(f'epoch {epoch} loss {np.mean(losses):.4f} val MAE {mae:.4f}')
