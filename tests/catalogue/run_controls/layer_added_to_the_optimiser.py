"""A layer is put in after the optimiser was made, and handed to it with add_param_group."""

import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 16), nn.ReLU())
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
model.add_module("head", nn.Linear(16, 3))
optimizer.add_param_group({"params": model.head.parameters(), "lr": 0.1})
x, y = torch.randn(64, 4), torch.randint(0, 3, (64,))
for step in range(20):
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(x), y).backward()
    optimizer.step()
