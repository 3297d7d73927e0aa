"""An auto-encoder is trained, then a head on its encoder, by a new optimiser that holds the head only."""

import torch
from torch import nn

torch.manual_seed(0)
encoder, decoder, head = nn.Linear(8, 4), nn.Linear(4, 8), nn.Linear(4, 3)
x, y = torch.randn(64, 8), torch.randint(0, 3, (64,))
optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=0.01)
for epoch in range(15):
    optimizer.zero_grad()
    nn.functional.mse_loss(decoder(encoder(x)), x).backward()
    optimizer.step()
optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
for epoch in range(15):
    optimizer.zero_grad()
    nn.functional.cross_entropy(head(encoder(x)), y).backward()
    optimizer.step()
