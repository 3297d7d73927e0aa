"""Training goes on from a checkpoint: the schedule is wound forward first."""

import warnings

import torch
from torch import nn

warnings.filterwarnings("ignore", message="Detected call of")
torch.manual_seed(0)
model = nn.Linear(4, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=2)
for epoch in range(4):
    scheduler.step()
x, y = torch.randn(64, 4), torch.randint(0, 3, (64,))
for epoch in range(4, 8):
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(x), y).backward()
    optimizer.step()
    scheduler.step()
