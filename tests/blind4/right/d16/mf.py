import torch
from torch import nn


class MatrixFactorisation(nn.Module):
    def __init__(self, users, items, dim=4):
        super().__init__()
        self.u, self.i = nn.Embedding(users, dim), nn.Embedding(items, dim)
        self.bu, self.bi = nn.Embedding(users, 1), nn.Embedding(items, 1)
        nn.init.normal_(self.u.weight, std=0.1)
        nn.init.normal_(self.i.weight, std=0.1)
        nn.init.zeros_(self.bu.weight)
        nn.init.zeros_(self.bi.weight)

    def forward(self, u, i):
        return (self.u(u) * self.i(i)).sum(1) + self.bu(u).squeeze(1) + self.bi(i).squeeze(1)

    def groups(self, decay):
        return [
            {"params": [self.u.weight, self.i.weight], "weight_decay": decay},
            {"params": [self.bu.weight, self.bi.weight], "weight_decay": 0.0},
        ]
