import torch
import torch.nn as nn

torch.manual_seed(0)
LATENT = 4


def real_batch(n):
    """Points on a noisy ring."""
    angle = 6.2832 * torch.rand(n)
    r = 1 + 0.05 * torch.randn(n)
    return torch.stack([r * angle.cos(), r * angle.sin()], dim=1)


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(LATENT, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 2))

    def forward(self, z):
        return self.net(z)


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(2, 64), nn.LeakyReLU(0.2), nn.Linear(64, 64), nn.LeakyReLU(0.2), nn.Linear(64, 1))

    def forward(self, x):
        return self.net(x)


G, D = Generator(), Discriminator()
opt_g = torch.optim.Adam(G.parameters(), lr=1e-3, betas=(0.5, 0.999))
opt_d = torch.optim.Adam(D.parameters(), lr=1e-3, betas=(0.5, 0.999))
bce = nn.BCEWithLogitsLoss()
ones, zeros = torch.ones(128, 1), torch.zeros(128, 1)

for step in range(1200):
    real = real_batch(128)
    fake = G(torch.randn(128, LATENT))

    opt_d.zero_grad()
    d_loss = bce(D(real), ones) + bce(D(fake.detach()), zeros)
    d_loss.backward()
    opt_d.step()

    opt_g.zero_grad()
    g_loss = bce(D(fake), ones)
    g_loss.backward()
    opt_g.step()

    if step % 300 == 299:
        with torch.no_grad():
            radius = G(torch.randn(500, LATENT)).norm(dim=1)
        print(f"step {step + 1} D {d_loss.item():.3f} G {g_loss.item():.3f} radius {radius.mean():.3f} +- {radius.std():.3f}")
