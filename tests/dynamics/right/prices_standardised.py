import torch
from torch import nn

torch.manual_seed(0)
weather = torch.randn(1000, 6)
power = 4500 + 600 * weather[:, 0] - 350 * weather[:, 1] * weather[:, 2] + 80 * torch.randn(1000)
mean, deviation = power.mean(), power.std()
net = nn.Sequential(nn.Linear(6, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 1))
opt = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
for epoch in range(15):
    for rows in torch.randperm(1000).split(50):
        loss = nn.functional.mse_loss(net(weather[rows]).squeeze(1), (power[rows] - mean) / deviation)
        opt.zero_grad()
        loss.backward()
        opt.step()
print(loss.item())
