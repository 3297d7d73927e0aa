"""Only the new head is given to the optimiser; the loaded encoder is left as it is, though not frozen."""

import torch
from torch import nn

torch.manual_seed(0)
trained = nn.Sequential(nn.Linear(4, 16), nn.Tanh())
encoder = nn.Sequential(nn.Linear(4, 16), nn.Tanh())
encoder.load_state_dict(trained.state_dict())
head = nn.Linear(16, 3)
optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
x, y = torch.randn(64, 4), torch.randint(0, 3, (64,))
for epoch in range(20):
    optimizer.zero_grad()
    nn.functional.cross_entropy(head(encoder(x)), y).backward()
    optimizer.step()
