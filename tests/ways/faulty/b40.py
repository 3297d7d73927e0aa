import torch
from torch import nn
class Base(nn.Module):
    def __init__(self, d):
        self.d = d
        self.emb = nn.Linear(d, d)
class Net(Base):
    def __init__(self, d):
        super().__init__(d)
        self.head = nn.Linear(d, 2)
    def forward(self, x): return self.head(self.emb(x))
m = Net(4)
