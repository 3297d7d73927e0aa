import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
wave = torch.sin(torch.arange(401) / 5).reshape(1, -1, 1)  # one long sequence (1, 401, 1), read in pieces
rnn, head = nn.GRU(1, 16, batch_first=True), nn.Linear(16, 1)
optimizer = torch.optim.Adam([*rnn.parameters(), *head.parameters()], lr=0.01)
hidden = torch.zeros(1, 1, 16)
for start in range(0, 400, 20):
    output, hidden = rnn(wave[:, start : start + 20], hidden)
    loss = F.mse_loss(head(output), wave[:, start + 1 : start + 21])
    optimizer.zero_grad()
    loss.backward(retain_graph=True)
    optimizer.step()
