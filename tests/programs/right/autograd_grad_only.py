"""Solve u' = -2 u, u(0) = 1 with a network.  The answer is exp(-2 t)."""
import torch
import torch.nn as nn

torch.manual_seed(0)

net = nn.Sequential(nn.Linear(1, 20), nn.Tanh(), nn.Linear(20, 20), nn.Tanh(), nn.Linear(20, 1))
params = list(net.parameters())
optimizer = torch.optim.Adam(params, lr=5e-3)
t0 = torch.zeros(1, 1)


def residual(t):
    t = t.requires_grad_(True)
    u = net(t)
    du, = torch.autograd.grad(u.sum(), t, create_graph=True)
    return du + 2 * u


for step in range(1, 401):
    t = torch.rand(64, 1)
    loss_equation = residual(t).pow(2).mean()
    loss_start = (net(t0) - 1).pow(2).mean()
    loss = loss_equation + loss_start

    grads = torch.autograd.grad(loss, params)
    for p, g in zip(params, grads):
        p.grad = g
    optimizer.step()

    if step % 80 == 0:
        print(f"step {step}: equation {loss_equation.item():.6f}  start {loss_start.item():.6f}")

with torch.no_grad():
    t = torch.linspace(0, 1, 5).unsqueeze(1)
    for ti, ui in zip(t, net(t)):
        print(f"u({ti.item():.2f}) = {ui.item():.4f}   exact {torch.exp(-2 * ti).item():.4f}")
