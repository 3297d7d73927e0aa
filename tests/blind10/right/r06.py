"""GAN on a banana-shaped cloud of points."""
import torch
import torch.nn as nn

torch.manual_seed(0)
BATCH, Z = 128, 8


def real_batch(n):
    a = torch.randn(n)
    b = 0.5 * a ** 2 - 0.5 + 0.3 * torch.randn(n)
    return torch.stack([a, b], dim=1)


G = nn.Sequential(nn.Linear(Z, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 2))
D = nn.Sequential(nn.Linear(2, 64), nn.LeakyReLU(0.2), nn.Linear(64, 64), nn.LeakyReLU(0.2), nn.Linear(64, 1))
opt_g = torch.optim.Adam(G.parameters(), lr=1e-3, betas=(0.5, 0.999))
opt_d = torch.optim.Adam(D.parameters(), lr=1e-3, betas=(0.5, 0.999))
bce = nn.BCEWithLogitsLoss()
ones, zeros = torch.ones(BATCH, 1), torch.zeros(BATCH, 1)


def train_discriminator():
    opt_d.zero_grad()
    fake = G(torch.randn(BATCH, Z)).detach()
    loss = bce(D(real_batch(BATCH)), ones * 0.9) + bce(D(fake), zeros)
    loss.backward()
    opt_d.step()
    return loss.item()


def train_generator():
    opt_g.zero_grad()
    loss = bce(D(G(torch.randn(BATCH, Z))), ones)
    loss.backward()
    opt_g.step()
    return loss.item()


def energy_distance(n=1000):
    with torch.no_grad():
        fake, a, b = G(torch.randn(n, Z)), real_batch(n), real_batch(n)
    cross = torch.cdist(fake, a).mean()
    return (2 * cross - torch.cdist(fake, fake).mean() - torch.cdist(a, b).mean()).item()


for it in range(1, 2001):
    d = train_discriminator()
    g = train_generator()
    if it % 500 == 0:
        print(f"iter {it} D {d:.3f} G {g:.3f} energy distance {energy_distance():.3f}")
