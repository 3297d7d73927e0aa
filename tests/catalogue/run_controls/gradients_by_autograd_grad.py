"""Gradients come from autograd.grad and are written by hand; backward() is never called."""

import torch
from torch import nn

torch.manual_seed(0)
model = nn.Linear(4, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(64, 4), torch.randint(0, 3, (64,))
for step in range(20):
    loss = nn.functional.cross_entropy(model(x), y)
    for weight, grad in zip(model.parameters(), torch.autograd.grad(loss, list(model.parameters()))):
        weight.grad = grad
    optimizer.step()
