"""Physics-informed fit of a damped oscillator with L-BFGS: u'' + 0.4 u' + 4 u = 0, u(0)=1, u'(0)=0."""
import math

import torch
from torch import nn

torch.manual_seed(1)
torch.set_default_dtype(torch.float64)

C, K = 0.4, 4.0


class Trial(nn.Module):
    """u(t) = 1 + t^2 N(t) satisfies both initial conditions by construction."""

    def __init__(self, width=20):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(1, width), nn.Tanh(), nn.Linear(width, width), nn.Tanh(), nn.Linear(width, 1))

    def forward(self, t):
        return 1 + t**2 * self.net(t)


def exact(t):
    w = math.sqrt(K - C * C / 4)
    return torch.exp(-C * t / 2) * (torch.cos(w * t) + C / (2 * w) * torch.sin(w * t))


def residual(model, t):
    t = t.clone().requires_grad_(True)
    u = model(t)
    (du,) = torch.autograd.grad(u.sum(), t, create_graph=True)
    (ddu,) = torch.autograd.grad(du.sum(), t, create_graph=True)
    return ddu + C * du + K * u


model = Trial()
points = torch.linspace(0, 3, 60).unsqueeze(1)
optimizer = torch.optim.LBFGS(model.parameters(), lr=1.0, max_iter=20, history_size=50, line_search_fn="strong_wolfe")


def closure():
    optimizer.zero_grad()
    loss = residual(model, points).pow(2).mean()
    loss.backward()
    return loss


for it in range(30):
    loss = optimizer.step(closure)
    if it % 5 == 0:
        print(f"iteration {it:3d}: residual {loss.item():.3e}")

with torch.no_grad():
    t = torch.linspace(0, 3, 201).unsqueeze(1)
    err = (model(t) - exact(t)).abs().max().item()
print(f"largest error against the exact solution: {err:.2e}")
