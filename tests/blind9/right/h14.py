"""Heteroscedastic regression with dropout kept on for the uncertainty estimate."""
import math

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self, p=0.05):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(1, 64), nn.ReLU(), nn.Dropout(p), nn.Linear(64, 64), nn.ReLU(), nn.Dropout(p))
        self.mean = nn.Linear(64, 1)
        self.log_var = nn.Linear(64, 1)

    def forward(self, x):
        h = self.body(x)
        return self.mean(h), self.log_var(h).clamp(-7, 4)


def nll(mean, log_var, y):
    return 0.5 * (log_var + (y - mean) ** 2 / log_var.exp()).mean()


def keep_dropout_on(net):
    net.eval()
    for m in net.modules():
        if isinstance(m, nn.Dropout):
            m.train()


def sample(net, x, n=40):
    keep_dropout_on(net)
    with torch.no_grad():
        draws = [net(x) for _ in range(n)]
    means = torch.stack([m for m, _ in draws])
    noise = torch.stack([v.exp() for _, v in draws]).mean(0)
    return means.mean(0), (means.var(0) + noise).sqrt()


torch.manual_seed(14)
x = torch.rand(1500, 1) * 4 - 2
y = torch.sin(2 * x) * 0.8 + (0.03 + 0.08 * (x > 0)) * torch.randn_like(x)
train = TensorDataset(x[:1100], y[:1100])
xv, yv = x[1100:], y[1100:]
net = Net()
opt = torch.optim.Adam(net.parameters(), lr=2e-3)
for epoch in range(40):
    net.train()
    total = 0.0
    for xb, yb in DataLoader(train, batch_size=50, shuffle=True):
        opt.zero_grad()
        loss = nll(*net(xb), yb)
        loss.backward()
        opt.step()
        total += loss.item() * len(xb)
    if epoch % 8 == 7:
        mean, std = sample(net, xv)
        rmse = math.sqrt(((mean - yv) ** 2).mean().item())
        inside = ((mean - yv).abs() < 2 * std).float().mean().item()
        print(f"epoch {epoch + 1} nll {total / 1100:+.4f} rmse {rmse:.4f} within two sigma {inside:.3f}")
