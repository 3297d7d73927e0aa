import torch
from torch import nn
class Attn(nn.Module):
    def __init__(self, d):
        super().__init__(); self.l = nn.Linear(d, 3); self.sm = nn.Softmax(dim=0)
    def forward(self, x): return self.sm(self.l(x))
m = Attn(5); o = torch.optim.Adam(m.parameters())
for _ in range(10):
    x, y = torch.randn(16, 5), torch.randint(0, 3, (16,))
    loss = nn.functional.nll_loss(torch.log(m(x) + 1e-9), y)
    o.zero_grad(); loss.backward(); o.step()
