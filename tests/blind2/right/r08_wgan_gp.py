import argparse

import torch
from torch import nn


def moons(n):
    t = torch.rand(n) * torch.pi
    upper = torch.rand(n) < 0.5
    x = torch.where(upper, t.cos(), 1 - t.cos())
    y = torch.where(upper, t.sin(), 0.5 - t.sin())
    return torch.stack([x, y], 1) + 0.05 * torch.randn(n, 2)


def mlp(a, b, h=64):
    return nn.Sequential(nn.Linear(a, h), nn.SiLU(), nn.Linear(h, h), nn.SiLU(), nn.Linear(h, b))


def gradient_penalty(critic, real, fake):
    eps = torch.rand(len(real), 1)
    mix = (eps * real + (1 - eps) * fake).requires_grad_(True)
    (grad,) = torch.autograd.grad(critic(mix).sum(), mix, create_graph=True)
    return ((grad.norm(dim=1) - 1) ** 2).mean()


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--steps", type=int, default=300)
    ap.add_argument("--n-critic", type=int, default=4)
    ap.add_argument("--gp", type=float, default=1.0)
    args = ap.parse_args()
    torch.manual_seed(0)
    gen, critic = mlp(2, 2), mlp(2, 1)
    g_opt = torch.optim.Adam(gen.parameters(), lr=1e-3, betas=(0.0, 0.9))
    c_opt = torch.optim.Adam(critic.parameters(), lr=1e-3, betas=(0.0, 0.9))
    for step in range(1, args.steps + 1):
        for _ in range(args.n_critic):
            real = moons(128)
            with torch.no_grad():
                fake = gen(torch.randn(128, 2))
            wasserstein = critic(fake).mean() - critic(real).mean()
            loss_c = wasserstein + args.gp * gradient_penalty(critic, real, fake)
            c_opt.zero_grad()
            loss_c.backward()
            c_opt.step()
        loss_g = -critic(gen(torch.randn(128, 2))).mean()
        g_opt.zero_grad()
        loss_g.backward()
        g_opt.step()
        if step % 60 == 0:
            with torch.no_grad():
                sample = gen(torch.randn(1000, 2))
                ref = moons(1000)
                near = torch.cdist(sample, ref).min(1).values.mean()
            print(f"{step:4d} critic {loss_c.item():+.3f} generator {loss_g.item():+.3f} distance to data {near:.3f}")


if __name__ == "__main__":
    main()
