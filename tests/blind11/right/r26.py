"""WGAN-GP on a ring of eight Gaussians."""
import math

import torch
from torch import autograd, nn, optim

N_CRITIC, LAMBDA, BATCH, LATENT = 5, 1.0, 128, 8


def ring(n):
    k = torch.randint(0, 8, (n,))
    centre = torch.stack([torch.cos(k * math.pi / 4), torch.sin(k * math.pi / 4)], dim=1)
    return centre + 0.05 * torch.randn(n, 2)


def net(d_in, d_out, width=64):
    return nn.Sequential(
        nn.Linear(d_in, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, d_out)
    )


def gradient_penalty(critic, real, fake):
    eps = torch.rand(real.size(0), 1)
    mixed = (eps * real + (1 - eps) * fake).requires_grad_(True)
    score = critic(mixed)
    (grad,) = autograd.grad(score, mixed, grad_outputs=torch.ones_like(score), create_graph=True)
    return ((grad.norm(2, dim=1) - 1) ** 2).mean()


def main(iterations=2500):
    torch.manual_seed(0)
    generator, critic = net(LATENT, 2), net(2, 1)
    opt_g = optim.Adam(generator.parameters(), lr=5e-4, betas=(0.5, 0.9))
    opt_c = optim.Adam(critic.parameters(), lr=5e-4, betas=(0.5, 0.9))

    for it in range(iterations):
        for p in critic.parameters():
            p.requires_grad = True
        for _ in range(N_CRITIC):
            real = ring(BATCH)
            with torch.no_grad():
                fake = generator(torch.randn(BATCH, LATENT))
            critic.zero_grad()
            wasserstein = critic(real).mean() - critic(fake).mean()
            c_loss = -wasserstein + LAMBDA * gradient_penalty(critic, real, fake)
            c_loss.backward()
            opt_c.step()

        for p in critic.parameters():
            p.requires_grad = False
        generator.zero_grad()
        g_loss = -critic(generator(torch.randn(BATCH, LATENT))).mean()
        g_loss.backward()
        opt_g.step()

        if it % 500 == 0:
            print(f"{it:5d}  W {wasserstein.item():.3f}  G {g_loss.item():.3f}")

    with torch.no_grad():
        s = generator(torch.randn(2000, LATENT))
        radius = s.norm(dim=1)
    print(f"radius of the samples {radius.mean():.2f} +- {radius.std():.2f} (data 1.00 +- 0.05)")


if __name__ == "__main__":
    main()
