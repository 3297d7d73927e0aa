"""1-D GAN."""
import torch
from torch import nn


def real_batch(n):
    return 2.0 + 0.5 * torch.randn(n, 1)


class GAN:
    def __init__(self, nz=4, lr=1e-3):
        self.nz = nz
        self.netG = nn.Sequential(nn.Linear(nz, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
        self.netD = nn.Sequential(nn.Linear(1, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
        self.optG = torch.optim.Adam(self.netG.parameters(), lr=lr, betas=(0.5, 0.999))
        self.optD = torch.optim.Adam(self.netD.parameters(), lr=lr, betas=(0.5, 0.999))
        self.criterion = nn.BCEWithLogitsLoss()

    def noise(self, n):
        return torch.randn(n, self.nz)

    def step(self, real):
        n = real.size(0)
        ones, zeros = torch.full((n, 1), 0.9), torch.zeros(n, 1)
        # (1) update D: real and fake losses are backpropagated one after the other
        self.netD.zero_grad()
        errD_real = self.criterion(self.netD(real), ones)
        errD_real.backward()
        fake = self.netG(self.noise(n))
        errD_fake = self.criterion(self.netD(fake.detach()), zeros)
        errD_fake.backward()
        self.optD.step()
        # (2) update G
        self.netG.zero_grad()
        errG = self.criterion(self.netD(fake), torch.ones(n, 1))
        errG.backward()
        self.optG.step()
        return (errD_real + errD_fake).item(), errG.item()


def main():
    torch.manual_seed(0)
    gan = GAN()
    for it in range(1, 1501):
        d, g = gan.step(real_batch(64))
        if it % 500 == 0:
            with torch.no_grad():
                s = gan.netG(gan.noise(2000))
            print(f'{it} D {d:.3f} G {g:.3f} mean {s.mean().item():.3f} std {s.std().item():.3f}')


if __name__ == '__main__':
    main()
