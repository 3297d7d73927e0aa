import torch
from torch import nn
torch.manual_seed(0)
class Split(nn.Module):
    def __init__(self): super().__init__(); self.a = nn.Linear(4, 8); self.b = nn.Linear(8, 1)
m = Split(); oa, ob = torch.optim.SGD(m.a.parameters(), 0.1), torch.optim.SGD(m.b.parameters(), 0.1)
for _ in range(10):
    x = torch.randn(8, 4); y = torch.randn(8, 1)
    z = m.a(x); cut = z.detach(); cut.requires_grad = True
    loss = nn.functional.mse_loss(m.b(cut), y)
    oa.zero_grad(); ob.zero_grad()
    loss.backward(); z.backward(cut.grad)
    oa.step(); ob.step()
