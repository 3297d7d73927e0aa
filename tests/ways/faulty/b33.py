import torch
from torch import nn
def make(model, name="adam", **kw):
    table = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}
    return table[name](model, **kw)
m = nn.Linear(3, 1)
o = make(m, "sgd", lr=0.1)
for _ in range(3):
    o.zero_grad(); m(torch.randn(4, 3)).sum().backward(); o.step()
