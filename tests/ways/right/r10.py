import torch
from torch import nn
torch.manual_seed(0)
X, Y = torch.randn(64, 3), torch.randn(64, 1)
pairs = list(zip(X.split(8), Y.split(8)))
m = nn.Linear(3, 1); o = torch.optim.SGD(m.parameters(), 0.1)
for e in range(10):
    for x, y in pairs:
        o.zero_grad(); nn.functional.mse_loss(m(x), y).backward(); o.step()
