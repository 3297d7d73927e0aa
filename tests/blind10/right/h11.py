"""Physics-informed network: u'' + u = 0 on [0, 2 pi], u(0) = 0, u'(0) = 1 (solution: sin x)."""
import math
import torch
from torch import nn


class PINN(nn.Module):
    def __init__(self, width=32):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(1, width), nn.Tanh(),
            nn.Linear(width, width), nn.Tanh(),
            nn.Linear(width, 1),
        )

    def forward(self, x):
        return self.net(x / math.pi - 1.0)


def derivative(u, x):
    return torch.autograd.grad(u, x, grad_outputs=torch.ones_like(u), create_graph=True)[0]


def residual_loss(model, n_points, generator):
    x = (2 * math.pi * torch.rand(n_points, 1, generator=generator)).requires_grad_(True)
    u = model(x)
    du = derivative(u, x)
    d2u = derivative(du, x)
    return (d2u + u).pow(2).mean()


def boundary_loss(model):
    x0 = torch.zeros(1, 1, requires_grad=True)
    u0 = model(x0)
    return (u0 ** 2).mean() + (derivative(u0, x0) - 1.0).pow(2).mean()


def main():
    torch.manual_seed(0)
    g = torch.Generator().manual_seed(0)
    model = PINN()
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=500, gamma=0.5)
    grid = torch.linspace(0, 2 * math.pi, 200).unsqueeze(1)
    for step in range(1, 1501):
        optimizer.zero_grad()
        loss = residual_loss(model, 64, g) + 5.0 * boundary_loss(model)
        loss.backward()
        optimizer.step()
        scheduler.step()
        if step % 300 == 0:
            with torch.no_grad():
                err = (model(grid) - torch.sin(grid)).abs().max().item()
            print(f'step {step}: loss {loss.item():.5f}, largest error {err:.4f}')


if __name__ == '__main__':
    main()
