"""Physics-informed fit of a damped oscillator u'' + 0.4 u' + 4 u = 0, LBFGS."""
import math

import torch
import torch.nn as nn

torch.set_default_dtype(torch.float64)
torch.manual_seed(0)


class PINN(nn.Module):
    def __init__(self, width=24):
        super().__init__()
        self.f = nn.Sequential(nn.Linear(1, width), nn.Tanh(), nn.Linear(width, width), nn.Tanh(), nn.Linear(width, 1))

    def forward(self, t):
        return self.f(t)


def derivatives(u, t):
    du, = torch.autograd.grad(u, t, torch.ones_like(u), create_graph=True)
    ddu, = torch.autograd.grad(du, t, torch.ones_like(du), create_graph=True)
    return du, ddu


net = PINN()
t = torch.linspace(0, 3, 80).unsqueeze(1).requires_grad_(True)
t0 = torch.zeros(1, 1, requires_grad=True)
optimizer = torch.optim.LBFGS(net.parameters(), lr=0.8, max_iter=20, line_search_fn="strong_wolfe")


def physics_loss():
    u = net(t)
    du, ddu = derivatives(u, t)
    residual = ddu + 0.4 * du + 4 * u
    u0 = net(t0)
    du0, _ = derivatives(u0, t0)
    return residual.pow(2).mean() + 10 * (u0 - 1).pow(2).sum() + du0.pow(2).sum()


def closure():
    optimizer.zero_grad()
    loss = physics_loss()
    loss.backward()
    return loss


for it in range(25):
    loss = optimizer.step(closure)
    if it % 8 == 0:
        print(it, loss.item())

omega = math.sqrt(4 - 0.04)
grid = torch.linspace(0, 3, 50).unsqueeze(1)
exact = torch.exp(-0.2 * grid) * (torch.cos(omega * grid) + 0.2 / omega * torch.sin(omega * grid))
with torch.no_grad():
    print("max error", (net(grid) - exact).abs().max().item())
