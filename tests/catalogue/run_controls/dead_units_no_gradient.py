"""A right loop whose units are all dead: the gradient is zero, nobody wipes it."""

import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 8), nn.ReLU())
nn.init.constant_(model[0].bias, -100)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
x = torch.randn(64, 4)
for step in range(20):
    optimizer.zero_grad()
    model(x).mean().backward()
    optimizer.step()
