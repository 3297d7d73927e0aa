"""Guess the next toss of a fair coin from the last twenty."""

import torch
from torch import nn

torch.manual_seed(0)
tosses = (torch.rand(6000) < 0.5).float()
windows = tosses.unfold(0, 21, 1)
x, y = windows[:, :20].unsqueeze(-1) * 2 - 1, windows[:, 20]


class Guess(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(1, 16, batch_first=True)
        self.out = nn.Linear(16, 1)

    def forward(self, x):
        return self.out(self.lstm(x)[0][:, -1]).squeeze(-1)


net = Guess()
opt = torch.optim.Adam(net.parameters(), lr=3e-3)
for epoch in range(4):
    for i in torch.randperm(5000).split(100):
        loss = nn.functional.binary_cross_entropy_with_logits(net(x[i]), y[i])
        opt.zero_grad()
        loss.backward()
        opt.step()
    with torch.no_grad():
        print(epoch, ((net(x[5000:]) > 0) == (y[5000:] > 0.5)).float().mean().item())
