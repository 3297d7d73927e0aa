"""A network that answers mean and deviation; the deviation is not kept from 0."""

import torch
from sklearn.datasets import load_diabetes
from torch import nn

torch.manual_seed(0)
x, t = load_diabetes(return_X_y=True)
x = torch.tensor(x / x.std(0)).float()
t = torch.tensor((t - t.mean()) / t.std()).float()
net = nn.Sequential(nn.Linear(10, 64), nn.ReLU(), nn.Linear(64, 2))
opt = torch.optim.Adam(net.parameters(), lr=1e-2)
for step in range(300):
    mean, deviation = net(x).unbind(1)
    deviation = torch.relu(deviation)
    loss = (((t - mean) / deviation) ** 2 / 2 + torch.log(deviation)).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    if step % 60 == 0:
        print(step, loss.item())
