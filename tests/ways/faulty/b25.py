import torch
from torch import nn
import torch.nn.functional as F
class N(nn.Module):
    def __init__(self, p=0.5):
        super().__init__(); self.a = nn.Linear(10, 20); self.b = nn.Linear(20, 2); self.p = p
    def forward(self, x):
        x = F.relu(self.a(x))
        x = F.dropout(x, p=self.p)
        return self.b(x)
m = N(); o = torch.optim.Adam(m.parameters())
for _ in range(10):
    o.zero_grad(); F.cross_entropy(m(torch.randn(8, 10)), torch.randint(0, 2, (8,))).backward(); o.step()
