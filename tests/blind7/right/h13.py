import math
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(12)


def data(n):
    x = torch.rand(n, 1) * 4 - 2
    return x, torch.sin(2 * x) + (0.02 + 0.08 * (x + 2) / 4) * torch.randn(n, 1)


class Gauss(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(1, 48), nn.Tanh(), nn.Linear(48, 48), nn.Tanh())
        self.mu, self.log_var = nn.Linear(48, 1), nn.Linear(48, 1)

    def forward(self, x):
        h = self.trunk(x)
        return self.mu(h), self.log_var(h).clamp(-10, 5)


net = Gauss()
opt = torch.optim.Adam(net.parameters(), lr=3e-3)
dl = DataLoader(TensorDataset(*data(2000)), batch_size=100, shuffle=True)
for epoch in range(50):
    tot = 0.0
    for x, y in dl:
        mu, lv = net(x)
        loss = 0.5 * (lv + (y - mu).pow(2) * torch.exp(-lv) + math.log(2 * math.pi)).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
        tot += loss.item() * len(x)
    if epoch % 10 == 9:
        print(epoch + 1, tot / 2000)
x, y = data(500)
with torch.no_grad():
    mu, lv = net(x)
    print("rmse", (mu - y).pow(2).mean().sqrt().item(), "within 2 sd", ((mu - y).abs() < 2 * (lv / 2).exp()).float().mean().item())
