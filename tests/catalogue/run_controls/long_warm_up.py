"""A smoke test of two hundred steps ends within a warm-up of a thousand: nothing has been learnt yet."""

import torch
from sklearn.datasets import load_digits
from torch import nn

torch.manual_seed(0)
features, labels = load_digits(return_X_y=True)
x, y = torch.tensor(features / 16, dtype=torch.float32), torch.tensor(labels)
model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1.0, (step + 1) / 100_000))
for _ in range(200):
    rows = torch.randint(0, len(x), (64,))
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(x[rows]), y[rows]).backward()
    optimizer.step()
    scheduler.step()
