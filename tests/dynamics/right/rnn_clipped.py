"""The marked numbers of a sequence are added up; gradients are clipped."""

import torch
from torch import nn

torch.manual_seed(0)


class Adder(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.RNN(2, 48, nonlinearity="relu", batch_first=True)
        nn.init.eye_(self.rnn.weight_hh_l0)
        self.out = nn.Linear(48, 1)

    def forward(self, x):
        return self.out(self.rnn(x)[0][:, -1]).squeeze(-1)


net = Adder()
opt = torch.optim.Adam(net.parameters(), lr=1e-3)
for step in range(500):
    values, marks = torch.rand(64, 20), (torch.rand(64, 20) < 0.2).float()
    loss = nn.functional.mse_loss(net(torch.stack([values, marks], -1)), (values * marks).sum(1))
    opt.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    opt.step()
print(loss.item())
