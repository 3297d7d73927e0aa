"""A GAN that learns eight points on a ring."""
import math

import torch
from torch import nn


def ring(n, gen):
    k = torch.randint(0, 8, (n,), generator=gen)
    a = k * (2 * math.pi / 8)
    return torch.stack([a.cos(), a.sin()], 1) * 1.4 + 0.12 * torch.randn(n, 2, generator=gen)


def mlp(n_in, n_out, width=64):
    return nn.Sequential(nn.Linear(n_in, width), nn.LeakyReLU(0.2), nn.Linear(width, width), nn.LeakyReLU(0.2),
                         nn.Linear(width, n_out))


def energy_distance(a, b):
    def self_term(z):
        return torch.pdist(z).mean()
    return (2 * torch.cdist(a, b).mean() - self_term(a) - self_term(b)).item()


def main(steps=1500, batch=128, noise=8):
    torch.manual_seed(0)
    gen = torch.Generator().manual_seed(0)
    G, D = mlp(noise, 2), mlp(2, 1)
    g_opt = torch.optim.Adam(G.parameters(), lr=1e-3, betas=(0.5, 0.9))
    d_opt = torch.optim.Adam(D.parameters(), lr=1e-3, betas=(0.5, 0.9))
    bce = nn.BCEWithLogitsLoss()
    one, zero = torch.ones(batch, 1), torch.zeros(batch, 1)
    held_out = ring(600, gen)
    for step in range(1, steps + 1):
        real = ring(batch, gen)
        fake = G(torch.randn(batch, noise))

        d_loss = bce(D(real), one) + bce(D(fake.detach()), zero)
        d_opt.zero_grad()
        d_loss.backward()
        d_opt.step()

        g_loss = bce(D(fake), one)
        g_opt.zero_grad()
        g_loss.backward()
        g_opt.step()

        if step == 1 or step % 300 == 0:
            with torch.no_grad():
                sample = G(torch.randn(600, noise))
            print(f"step {step} d {d_loss.item():.3f} g {g_loss.item():.3f} "
                  f"energy distance {energy_distance(sample, held_out):.4f}")


main()
