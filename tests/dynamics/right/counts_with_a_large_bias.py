"""Raw targets around 150, and a last bias that starts there."""

import torch
from sklearn.datasets import load_diabetes
from torch import nn

torch.manual_seed(0)
x, t = load_diabetes(return_X_y=True)
x, t = torch.tensor(x / x.std(0)).float(), torch.tensor(t).float().unsqueeze(1)
net = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 1))
nn.init.constant_(net[2].bias, t.mean().item())
opt = torch.optim.Adam(net.parameters(), lr=3e-2)
for epoch in range(30):
    for i in torch.randperm(350).split(35):
        loss = nn.functional.mse_loss(net(x[i]), t[i])
        opt.zero_grad()
        loss.backward()
        opt.step()
print(loss.item())
