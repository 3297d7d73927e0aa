"""A recurrent net on a long sequence: the hidden state goes on, detached."""

import torch
from torch import nn

torch.manual_seed(0)
signal = torch.sin(torch.linspace(0, 30, 301))
rnn, head = nn.GRU(1, 8), nn.Linear(8, 1)
parameters = [*rnn.parameters(), *head.parameters()]
optimizer = torch.optim.Adam(parameters, lr=0.01)
for epoch in range(2):
    hidden = None
    for start in range(0, 300, 20):
        x, y = signal[start : start + 20].reshape(20, 1, 1), signal[start + 1 : start + 21].reshape(20, 1, 1)
        out, hidden = rnn(x, hidden)
        hidden = hidden.detach()
        loss = nn.functional.mse_loss(head(out), y)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
