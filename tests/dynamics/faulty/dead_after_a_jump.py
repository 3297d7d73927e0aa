"""Regression whose hidden layer is thrown to zero by a bias that was copied wrongly."""

import torch
from sklearn.datasets import load_diabetes
from torch import nn

torch.manual_seed(0)
x, t = load_diabetes(return_X_y=True)
x = torch.tensor(x / x.std(0)).float()
t = torch.tensor((t - t.mean()) / t.std()).float().unsqueeze(1)
net = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 1))
with torch.no_grad():
    net[2].bias.copy_(torch.linspace(-6, -3, 32))
opt = torch.optim.AdamW(net.parameters(), lr=1e-3)
for epoch in range(20):
    for i in torch.randperm(442).split(34):
        loss = nn.functional.mse_loss(net(x[i]), t[i])
        opt.zero_grad()
        loss.backward()
        opt.step()
print(loss.item())
