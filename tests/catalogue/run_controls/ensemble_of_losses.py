"""Five models of an ensemble: all losses first, then one backward and one step each."""

import torch
from torch import nn

torch.manual_seed(0)
models = nn.ModuleList(nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3)) for _ in range(5))
optimizers = [torch.optim.Adam(model.parameters(), lr=0.01) for model in models]
x, y = torch.randn(64, 4), torch.randint(0, 3, (64,))
for epoch in range(12):
    losses = [nn.functional.cross_entropy(model(x), y) for model in models]
    for loss, optimizer in zip(losses, optimizers):
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
