import torch
from torch import nn
class N(nn.Module):
    def __init__(self):
        super().__init__(); self.a = nn.Linear(10, 10); self.b = nn.Linear(10, 2)
    def forward(self, x):
        h = torch.sigmoid(self.a(x))
        h += x
        return self.b(h)
m = N(); o = torch.optim.Adam(m.parameters())
for _ in range(10):
    o.zero_grad(); nn.functional.cross_entropy(m(torch.randn(8, 10)), torch.randint(0, 2, (8,))).backward(); o.step()
