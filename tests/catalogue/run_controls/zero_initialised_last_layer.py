"""The last layer starts at zero on purpose: its gradient is not, and it moves with the first step."""

import torch
from sklearn.datasets import load_digits
from torch import nn

torch.manual_seed(0)
features, labels = load_digits(return_X_y=True)
x, y = torch.tensor(features / 16, dtype=torch.float32), torch.tensor(labels)
model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
nn.init.zeros_(model[2].weight)
nn.init.zeros_(model[2].bias)
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
for _ in range(150):
    rows = torch.randint(0, len(x), (64,))
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(x[rows]), y[rows]).backward()
    optimizer.step()
