import torch
from torch import nn
torch.manual_seed(0)
def fgsm(model, x, y, eps):
    x = x.clone().detach(); x.requires_grad = True
    loss = nn.functional.cross_entropy(model(x), y)
    model.zero_grad(); loss.backward()
    return (x + eps * x.grad.sign()).detach()
m = nn.Linear(4, 2); o = torch.optim.SGD(m.parameters(), 0.1)
for _ in range(10):
    x, y = torch.randn(8, 4), torch.randint(0, 2, (8,))
    adv = fgsm(m, x, y, 0.1)
    o.zero_grad(); nn.functional.cross_entropy(m(adv), y).backward(); o.step()
