import math

import torch
from sklearn.datasets import make_moons
from torch import nn

torch.manual_seed(0)
points, _ = make_moons(1200, noise=0.05, random_state=0)
x = torch.tensor(points, dtype=torch.float32)
x = (x - x.mean(0)) / x.std(0)
train, held_out = x[:1000], x[1000:]


class Coupling(nn.Module):
    def __init__(self, first):
        super().__init__()
        self.first = first
        self.net = nn.Sequential(nn.Linear(1, 48), nn.Tanh(), nn.Linear(48, 48), nn.Tanh(), nn.Linear(48, 2))

    def forward(self, x):
        a, b = (x[:, :1], x[:, 1:]) if self.first else (x[:, 1:], x[:, :1])
        scale, shift = self.net(a).chunk(2, 1)
        scale = torch.tanh(scale)
        b = b * scale.exp() + shift
        return (torch.cat([a, b], 1) if self.first else torch.cat([b, a], 1)), scale.sum(1)


class Flow(nn.Module):
    def __init__(self, depth=6):
        super().__init__()
        self.layers = nn.ModuleList(Coupling(at % 2 == 0) for at in range(depth))

    def log_prob(self, x):
        total = 0.0
        for layer in self.layers:
            x, log_det = layer(x)
            total = total + log_det
        return total - 0.5 * x.square().sum(1) - math.log(2 * math.pi)


flow = Flow()
optimizer = torch.optim.Adam(flow.parameters(), lr=2e-3)
for epoch in range(25):
    for rows in torch.randperm(len(train)).split(100):
        loss = -flow.log_prob(train[rows]).mean()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        validation = -flow.log_prob(held_out).mean().item()
print(loss.item(), validation)
