"""Two heads on one body: each loss goes back on its own through the shared graph."""

import torch
from torch import nn

torch.manual_seed(0)
body, first, second = nn.Linear(4, 16), nn.Linear(16, 3), nn.Linear(16, 1)
optimizer = torch.optim.SGD([*body.parameters(), *first.parameters(), *second.parameters()], lr=0.1)
x, y, z = torch.randn(64, 4), torch.randint(0, 3, (64,)), torch.randn(64, 1)
for step in range(20):
    features = body(x).tanh()
    losses = [nn.functional.cross_entropy(first(features), y), nn.functional.mse_loss(second(features), z)]
    optimizer.zero_grad()
    losses[0].backward(retain_graph=True)
    losses[1].backward()
    optimizer.step()
