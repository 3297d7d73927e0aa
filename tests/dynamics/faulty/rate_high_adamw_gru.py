"""Which of three rhythms does a sequence follow?"""

import math

import torch
from torch import nn


class Rhythm(nn.Module):
    def __init__(self, hidden=32):
        super().__init__()
        self.gru = nn.GRU(1, hidden, batch_first=True)
        self.out = nn.Linear(hidden, 3)

    def forward(self, x):
        states, _ = self.gru(x)
        return self.out(states[:, -1])


def batch(size):
    kind = torch.randint(0, 3, (size,))
    t = torch.arange(30) / 30
    phase = torch.rand(size, 1) * 2 * math.pi
    wave = torch.sin(2 * math.pi * (kind.unsqueeze(1) + 1) * t + phase)
    return (wave + 0.2 * torch.randn(size, 30)).unsqueeze(-1), kind


torch.manual_seed(11)
model = Rhythm()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.AdamW(model.parameters(), lr=0.5, weight_decay=0.01)
for step in range(200):
    x, y = batch(64)
    loss = criterion(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step % 40 == 0:
        print(f"{step:4d} {loss.item():.3f}")
