import torch
from torch import nn
from torch.nn.utils import clip_grad_norm_
class T:
    def __init__(self, m):
        self.m = m; self.opt = torch.optim.Adam(m.parameters())
    def optimise(self, loss, max_norm=1.0):
        self.opt.zero_grad()
        loss.backward()
        self.opt.step()
        clip_grad_norm_(self.m.parameters(), max_norm)
t = T(nn.Linear(4, 1))
for _ in range(10):
    x = torch.randn(8, 4)
    t.optimise((t.m(x) ** 2).mean())
