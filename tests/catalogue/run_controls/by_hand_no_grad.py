"""Gradient descent without an optimiser, then a second model by hand while an optimiser is there."""

import torch
from torch import nn

torch.manual_seed(0)
x = torch.linspace(-1, 1, 50).unsqueeze(1)
y = 3 * x + 0.5
w, b = torch.zeros(1, requires_grad=True), torch.zeros(1, requires_grad=True)
for step in range(20):
    ((w * x + b - y) ** 2).mean().backward()
    with torch.no_grad():
        w -= 0.5 * w.grad
        b -= 0.5 * b.grad
    w.grad = b.grad = None
body, head = nn.Linear(1, 8), nn.Linear(8, 1)
optimizer = torch.optim.SGD(head.parameters(), lr=0.05)
for step in range(20):
    optimizer.zero_grad()
    nn.functional.mse_loss(head(body(x).tanh()), y).backward()
    optimizer.step()
    with torch.no_grad():
        for weight in body.parameters():
            weight -= 0.05 * weight.grad
            weight.grad = None
