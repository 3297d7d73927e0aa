"""WGAN with gradient penalty on two moons."""
import torch
import torch.nn as nn
from sklearn.datasets import make_moons


def mlp(d_in, d_out, w=64):
    return nn.Sequential(nn.Linear(d_in, w), nn.LeakyReLU(0.2), nn.Linear(w, w), nn.LeakyReLU(0.2), nn.Linear(w, d_out))


def gradient_penalty(critic, real, fake):
    eps = torch.rand(real.size(0), 1)
    mix = (eps * real + (1 - eps) * fake).requires_grad_(True)
    grad, = torch.autograd.grad(critic(mix).sum(), mix, create_graph=True)
    return ((grad.norm(2, dim=1) - 1) ** 2).mean()


def batches(data, size):
    while True:
        for idx in torch.randperm(len(data)).split(size):
            if len(idx) == size:
                yield data[idx]


def train(steps=300, n_critic=5, lam=1.0, z_dim=4, size=128):
    X, _ = make_moons(2000, noise=0.05, random_state=0)
    data = torch.tensor(X, dtype=torch.float32)
    data = (data - data.mean(0)) / data.std(0)
    gen, critic = mlp(z_dim, 2), mlp(2, 1)
    opt_g = torch.optim.Adam(gen.parameters(), lr=5e-4, betas=(0.5, 0.9))
    opt_c = torch.optim.Adam(critic.parameters(), lr=5e-4, betas=(0.5, 0.9))
    stream = batches(data, size)
    for step in range(steps):
        for _ in range(n_critic):
            real = next(stream)
            with torch.no_grad():
                fake = gen(torch.randn(size, z_dim))
            loss_c = critic(fake).mean() - critic(real).mean() + lam * gradient_penalty(critic, real, fake)
            opt_c.zero_grad()
            loss_c.backward()
            opt_c.step()
        loss_g = -critic(gen(torch.randn(size, z_dim))).mean()
        opt_g.zero_grad()
        loss_g.backward()
        opt_g.step()
        if step % 100 == 0:
            print(step, loss_c.item(), loss_g.item())
    return gen


gen = train()
gen.eval()
with torch.no_grad():
    print("std of samples", gen(torch.randn(1000, 4)).std(0))
