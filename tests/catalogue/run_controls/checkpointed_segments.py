"""Activation checkpointing hides the inner parameters from the graph until backward() recomputes it."""

import torch
from torch import nn
from torch.utils.checkpoint import checkpoint

torch.manual_seed(0)
body, head = nn.Sequential(nn.Linear(4, 16), nn.Tanh()), nn.Linear(16, 3)
optimizer = torch.optim.SGD([*body.parameters(), *head.parameters()], lr=0.1)
x, y = torch.randn(64, 4, requires_grad=True), torch.randint(0, 3, (64,))
for step in range(20):
    optimizer.zero_grad()
    both = checkpoint(lambda z: head(body(z)), x, use_reentrant=True)
    nn.functional.cross_entropy(both, y).backward()
    optimizer.step()
