"""GAN on a ring of eight Gaussians."""
import argparse
import math

import torch
import torch.nn as nn


def get_args():
    p = argparse.ArgumentParser()
    p.add_argument("--steps", type=int, default=300)
    p.add_argument("--batch", type=int, default=128)
    p.add_argument("--z", type=int, default=8)
    p.add_argument("--lr", type=float, default=2e-4)
    return p.parse_args()


class Generator(nn.Module):
    def __init__(self, z):
        super().__init__()
        self.main = nn.Sequential(nn.Linear(z, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 2))

    def forward(self, z):
        return self.main(z)


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(2, 64), nn.LeakyReLU(0.2), nn.Linear(64, 64), nn.LeakyReLU(0.2))
        self.validity = nn.Sequential(nn.Linear(64, 1), nn.Sigmoid())

    def forward(self, x):
        return self.validity(self.body(x))


def real_batch(n):
    k = torch.randint(0, 8, (n,))
    ang = k * (2 * math.pi / 8)
    return torch.stack([ang.cos(), ang.sin()], dim=1) + 0.05 * torch.randn(n, 2)


def main():
    args = get_args()
    G, D = Generator(args.z), Discriminator()
    opt_g = torch.optim.Adam(G.parameters(), lr=args.lr, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), lr=args.lr, betas=(0.5, 0.999))
    adversarial = nn.BCEWithLogitsLoss()
    ones, zeros = torch.ones(args.batch, 1), torch.zeros(args.batch, 1)
    for step in range(args.steps):
        real = real_batch(args.batch)
        fake = G(torch.randn(args.batch, args.z))

        opt_d.zero_grad()
        loss_d = adversarial(D(real), ones * 0.9) + adversarial(D(fake.detach()), zeros)
        loss_d.backward()
        opt_d.step()

        opt_g.zero_grad()
        loss_g = adversarial(D(fake), ones)
        loss_g.backward()
        opt_g.step()
        if step % 100 == 0:
            print(step, loss_d.item(), loss_g.item())

    G.eval()
    with torch.no_grad():
        radius = G(torch.randn(1000, args.z)).norm(dim=1)
    print("mean radius", radius.mean().item())


if __name__ == "__main__":
    main()
