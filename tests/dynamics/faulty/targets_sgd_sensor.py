"""Kilowatts of a plant from its weather: raw targets, SGD; the first steps throw it off."""

import torch
from torch import nn

torch.manual_seed(0)
weather = torch.randn(1000, 6)
power = 4500 + 600 * weather[:, 0] - 350 * weather[:, 1] * weather[:, 2] + 80 * torch.randn(1000)
net = nn.Sequential(nn.Linear(6, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 1))
opt = torch.optim.SGD(net.parameters(), lr=0.01)
for epoch in range(10):
    for rows in torch.randperm(1000).split(50):
        loss = nn.functional.mse_loss(net(weather[rows]).squeeze(1), power[rows])
        opt.zero_grad()
        loss.backward()
        opt.step()
    print(epoch, loss.item())
