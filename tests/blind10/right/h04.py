"""A GAN on a two-dimensional ring."""
import math
import torch
from torch import nn


def real_samples(n):
    angle = 2 * math.pi * torch.rand(n)
    radius = 1.5 + 0.1 * torch.randn(n)
    return torch.stack([radius * angle.cos(), radius * angle.sin()], dim=1)


def net(n_in, n_out, hidden=64):
    return nn.Sequential(nn.Linear(n_in, hidden), nn.LeakyReLU(0.2),
                         nn.Linear(hidden, hidden), nn.LeakyReLU(0.2),
                         nn.Linear(hidden, n_out))


def main(steps=1500, batch=128, z_dim=4):
    torch.manual_seed(0)
    G, D = net(z_dim, 2), net(2, 1)
    opt_g = torch.optim.Adam(G.parameters(), lr=1e-3, betas=(0.5, 0.99))
    opt_d = torch.optim.Adam(D.parameters(), lr=1e-3, betas=(0.5, 0.99))
    bce = nn.BCEWithLogitsLoss()
    ones, zeros = torch.ones(batch, 1), torch.zeros(batch, 1)

    for step in range(1, steps + 1):
        # discriminator
        fake = G(torch.randn(batch, z_dim))
        loss_d = bce(D(real_samples(batch)), ones) + bce(D(fake.detach()), zeros)
        opt_d.zero_grad()
        loss_d.backward()
        opt_d.step()

        # generator
        loss_g = bce(D(fake), ones)
        opt_g.zero_grad()
        loss_g.backward()
        opt_g.step()

        if step % 300 == 0:
            with torch.no_grad():
                r = G(torch.randn(1000, z_dim)).norm(dim=1)
            print(f'step {step}: D {loss_d.item():.3f} G {loss_g.item():.3f} '
                  f'radius {r.mean().item():.3f} +- {r.std().item():.3f} (real 1.5 +- 0.1)')


if __name__ == '__main__':
    main()
