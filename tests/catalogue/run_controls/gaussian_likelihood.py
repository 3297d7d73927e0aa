"""A likelihood of a density, which is negative where the model is sure and right."""

import torch
from sklearn.datasets import load_digits
from torch import nn

torch.manual_seed(0)
features, labels = load_digits(return_X_y=True)
x, y = torch.tensor(features / 16, dtype=torch.float32), torch.tensor(labels)
model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 2))
optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
target = x[:, :8].mean(1)
for _ in range(200):
    rows = torch.randint(0, len(x), (64,))
    mean, log_deviation = model(x[rows]).unbind(1)
    optimizer.zero_grad()
    (log_deviation + 0.5 * ((target[rows] - mean) / log_deviation.exp()) ** 2).mean().backward()
    optimizer.step()
