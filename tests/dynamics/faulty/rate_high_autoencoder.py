"""Digits through a bottleneck of eight numbers."""

import torch
from sklearn.datasets import load_digits
from torch import nn

torch.manual_seed(0)
x = torch.tensor(load_digits().data / 16, dtype=torch.float32)
encoder = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 8))
decoder = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 64))
opt = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=0.2)
for epoch in range(8):
    for rows in torch.randperm(len(x)).split(64):
        loss = nn.functional.mse_loss(decoder(encoder(x[rows])), x[rows])
        opt.zero_grad()
        loss.backward()
        opt.step()
    print(epoch, loss.item())
