import torch
from torch import nn
m = nn.Sequential(nn.Linear(10, 20), nn.BatchNorm1d(20), nn.ReLU(), nn.Linear(20, 1)); o = torch.optim.Adam(m.parameters())
def l2(model, lam=1e-3):
    return lam * sum(torch.norm(p) for p in model.parameters())
for _ in range(10):
    x, y = torch.randn(16, 10), torch.randn(16, 1)
    loss = nn.functional.mse_loss(m(x), y) + l2(m)
    o.zero_grad(); loss.backward(); o.step()
