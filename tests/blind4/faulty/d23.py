from dataclasses import dataclass

import torch
from torch import nn


@dataclass
class GANConfig:
    z: int = 3
    width: int = 48
    lr: float = 1e-3
    steps: int = 800
    batch: int = 64


def mlp(i, h, o, last):
    return nn.Sequential(nn.Linear(i, h), nn.LeakyReLU(0.2), nn.Linear(h, h), nn.LeakyReLU(0.2), nn.Linear(h, o), last)


class GAN:
    def __init__(self, c: GANConfig):
        self.c = c
        self.gen = mlp(c.z, c.width, 2, nn.Identity())
        self.dis = mlp(2, c.width, 1, nn.Sigmoid())
        self.og = torch.optim.Adam(self.gen.parameters(), lr=c.lr, betas=(0.5, 0.999))
        self.od = torch.optim.Adam(self.dis.parameters(), lr=c.lr, betas=(0.5, 0.999))
        self.loss = nn.BCEWithLogitsLoss()

    def real(self):
        x = torch.randn(self.c.batch, 1)
        return torch.cat([x, 0.5 * x ** 2 - 0.5 + 0.05 * torch.randn_like(x)], dim=1)

    def step(self):
        real, fake = self.real(), self.gen(torch.randn(self.c.batch, self.c.z))
        one, zero = torch.ones(self.c.batch, 1), torch.zeros(self.c.batch, 1)
        self.od.zero_grad()
        ld = self.loss(self.dis(real), one) + self.loss(self.dis(fake.detach()), zero)
        ld.backward()
        self.od.step()
        self.og.zero_grad()
        lg = self.loss(self.dis(fake), one)
        lg.backward()
        self.og.step()
        return ld.item(), lg.item()


if __name__ == "__main__":
    torch.manual_seed(0)
    gan = GAN(GANConfig())
    for s in range(1, gan.c.steps + 1):
        ld, lg = gan.step()
        if s % 200 == 0:
            with torch.no_grad():
                f = gan.gen(torch.randn(500, gan.c.z))
                off = (f[:, 1] - (0.5 * f[:, 0] ** 2 - 0.5)).abs().mean().item()
            print(f"step {s} D {ld:.3f} G {lg:.3f} distance from the curve {off:.3f}")
