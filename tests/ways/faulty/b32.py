import torch
from torch import nn
rnn = nn.GRU(4, 8, batch_first=True); head = nn.Linear(8, 4)
o = torch.optim.Adam([*rnn.parameters(), *head.parameters()])
seq = torch.randn(1, 400, 4)
h = torch.zeros(1, 1, 8)
for i in range(0, 360, 40):
    out, h = rnn(seq[:, i:i + 40], h)
    loss = nn.functional.mse_loss(head(out), seq[:, i + 1:i + 41])
    o.zero_grad(); loss.backward(); o.step()
