import argparse

import numpy as np
import torch
from torch import nn


def boundary_points(n=20):
    t = torch.linspace(0, 1, n).unsqueeze(1)
    return t, torch.zeros_like(t)


class PINN(nn.Module):
    """u''(x) = -pi^2 sin(pi x) on [0, 1], u(0) = u(1) = 0."""

    def __init__(self, width=24):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(1, width), nn.Tanh(), nn.Linear(width, width), nn.Tanh(), nn.Linear(width, 1))

    def forward(self, x):
        return self.net(x)


def residual(model, x):
    x = x.requires_grad_(True)
    u = model(x)
    du, = torch.autograd.grad(u, x, torch.ones_like(u), create_graph=True)
    d2u, = torch.autograd.grad(du, x, torch.ones_like(du), create_graph=True)
    return d2u + np.pi ** 2 * torch.sin(np.pi * x)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--rounds", type=int, default=15)
    args = ap.parse_args([])
    torch.manual_seed(0)
    model = PINN()
    x_in = torch.linspace(0, 1, 60).unsqueeze(1)
    x_b = torch.tensor([[0.0], [1.0]])
    opt = torch.optim.LBFGS(model.parameters(), lr=1.0, max_iter=10, line_search_fn="strong_wolfe")

    def closure():
        opt.zero_grad()
        loss = residual(model, x_in).pow(2).mean() + 50 * model(x_b).pow(2).mean()
        loss.backward()
        return loss

    for r in range(args.rounds):
        loss = opt.step(closure)
        if r % 3 == 0:
            print(f"round {r:2d} loss {loss.item():.6f}")

    xs = torch.linspace(0, 1, 101).unsqueeze(1)
    with torch.no_grad():
        err = (model(xs) - torch.sin(np.pi * xs)).abs().max()
    print(f"largest error {err:.5f}")


if __name__ == "__main__":
    main()
