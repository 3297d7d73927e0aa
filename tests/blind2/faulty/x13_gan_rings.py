"""A tiny GAN on a 2-D ring."""
import math
import torch
import torch.nn as nn

torch.manual_seed(0)
LATENT = 4
BATCH = 128


def real_batch(n):
    a = torch.rand(n, 1) * 2 * math.pi
    r = 1.0 + 0.05 * torch.randn(n, 1)
    return torch.cat([r * a.cos(), r * a.sin()], dim=1)


G = nn.Sequential(nn.Linear(LATENT, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 2))
D = nn.Sequential(nn.Linear(2, 64), nn.LeakyReLU(0.2), nn.Linear(64, 64), nn.LeakyReLU(0.2), nn.Linear(64, 1))
opt_g = torch.optim.Adam(G.parameters(), lr=1e-3, betas=(0.5, 0.999))
opt_d = torch.optim.Adam(D.parameters(), lr=1e-3, betas=(0.5, 0.999))
bce = nn.BCEWithLogitsLoss()


def train_discriminator():
    real = real_batch(BATCH)
    with torch.no_grad():
        fake = G(torch.randn(BATCH, LATENT))
    loss = bce(D(real), torch.ones(BATCH, 1)) + bce(D(fake), torch.zeros(BATCH, 1))
    opt_d.zero_grad()
    loss.backward()
    opt_d.step()
    return loss.item()


def train_generator():
    z = torch.randn(BATCH, LATENT)
    loss = bce(D(G(z)), torch.ones(BATCH, 1))
    opt_g.zero_grad()
    loss.backward()
    opt_g.step
    return loss.item()


for it in range(1, 1501):
    d_loss = train_discriminator()
    g_loss = train_generator()
    if it % 300 == 0:
        G.eval()
        with torch.no_grad():
            radius = G(torch.randn(1000, LATENT)).norm(dim=1)
        G.train()
        print(f"{it:5d}  D {d_loss:.3f}  G {g_loss:.3f}  radius {radius.mean():.3f} +- {radius.std():.3f}")
