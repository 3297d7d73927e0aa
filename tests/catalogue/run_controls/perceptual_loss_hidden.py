"""A frozen judge is kept in a list on purpose, so that it is not saved with the model."""

import torch
from torch import nn

torch.manual_seed(0)


class Model(nn.Module):
    def __init__(self, judge):
        super().__init__()
        self.net = nn.Linear(4, 4)
        self.judge = [judge]

    def loss(self, x, y):
        return nn.functional.mse_loss(self.judge[0](self.net(x)), self.judge[0](y))


judge = nn.Sequential(nn.Linear(4, 8), nn.Tanh()).requires_grad_(False)
model = Model(judge)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for step in range(20):
    x = torch.randn(32, 4)
    optimizer.zero_grad()
    model.loss(x, 2 * x).backward()
    optimizer.step()
