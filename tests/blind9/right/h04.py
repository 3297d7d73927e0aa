"""Second-order fit of a small regression net."""
import torch
from torch import nn


def f(x):
    return torch.sin(2 * x[:, :1]) + 0.4 * x[:, 1:] ** 2


torch.manual_seed(1)
x = torch.rand(400, 2) * 4 - 2
y = f(x) + 0.05 * torch.randn(400, 1)
xv = torch.rand(400, 2) * 4 - 2
yv = f(xv)

net = nn.Sequential(nn.Linear(2, 24), nn.Tanh(), nn.Linear(24, 1))
opt = torch.optim.LBFGS(net.parameters(), lr=0.8, max_iter=12, history_size=10, line_search_fn="strong_wolfe")
mse = nn.MSELoss()


def closure():
    opt.zero_grad()
    loss = mse(net(x), y) + 1e-5 * sum((p ** 2).sum() for n, p in net.named_parameters() if n.endswith("weight"))
    loss.backward()
    return loss


for it in range(20):
    loss = opt.step(closure)
    if it % 5 == 4:
        with torch.no_grad():
            print(f"outer {it + 1} objective {loss.item():.5f} held-out mse {mse(net(xv), yv).item():.5f}")
