"""A gradient scaler starts too high: the first steps are skipped, a schedule goes on with every batch."""

import warnings

import torch
from torch import nn

warnings.filterwarnings("ignore", message="Detected call of")
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.LinearLR(optimizer, total_iters=30)
scaler = torch.amp.GradScaler("cpu", init_scale=2.0**127, growth_interval=1000)
x, y = torch.randn(64, 4), torch.randint(0, 3, (64,))
for step in range(30):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x * 10), y)
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    scaler.step(optimizer)
    scaler.update()
    scheduler.step()
