import torch
from torch import nn
class N(nn.Module):
    def __init__(self, hidden):
        super().__init__(); self.hidden = hidden; self.a = nn.Linear(10, hidden)
    def project(self, h, n):
        return nn.Linear(self.hidden, n)(h)
    def forward(self, x):
        return self.project(torch.relu(self.a(x)), 3)
m = N(16); o = torch.optim.Adam(m.parameters())
for _ in range(10):
    o.zero_grad(); nn.functional.cross_entropy(m(torch.randn(8, 10)), torch.randint(0, 3, (8,))).backward(); o.step()
