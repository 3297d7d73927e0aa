"""Layers whose width the first input decides, materialised by one pass before the optimiser is made."""

import warnings

import torch
from torch import nn

warnings.filterwarnings("ignore", message="Lazy modules")
torch.manual_seed(0)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.LazyLinear(16)
        self.head = None

    def forward(self, x):
        x = self.body(x).relu()
        if self.head is None:
            self.head = nn.Linear(x.shape[1], 3)
        return self.head(x)


model = Net()
x, y = torch.randn(64, 4), torch.randint(0, 3, (64,))
model(x)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for step in range(20):
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(x), y).backward()
    optimizer.step()
