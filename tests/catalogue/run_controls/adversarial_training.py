"""The input is moved against the model by hand (a Parameter of no module), then the model learns from it."""

import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(64, 4), torch.randint(0, 3, (64,))
for step in range(20):
    delta = nn.Parameter(torch.zeros_like(x))
    for _ in range(3):
        nn.functional.cross_entropy(model(x + delta), y).backward()
        with torch.no_grad():
            delta += 0.01 * delta.grad.sign()
            delta.grad = None
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(x + delta.detach()), y).backward()
    optimizer.step()
