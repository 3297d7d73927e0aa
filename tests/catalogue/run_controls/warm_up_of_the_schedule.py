"""A schedule that starts at rate 0 is stepped once before the loop, and once an epoch after it."""

import warnings

import torch
from torch import nn

warnings.filterwarnings("ignore", message="Detected call of")
torch.manual_seed(0)
model = nn.Linear(4, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda epoch: min(1.0, epoch / 3))
scheduler.step()
x, y = torch.randn(64, 4), torch.randint(0, 3, (64,))
for epoch in range(5):
    for batch in range(4):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
    scheduler.step()
