import argparse
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits


class Generator(nn.Module):
    def __init__(self, nz, ngf=32):
        super().__init__()
        self.fc = nn.Linear(nz, ngf * 2 * 2 * 2)
        self.ngf = ngf
        self.up = nn.Sequential(
            nn.BatchNorm2d(ngf * 2), nn.ReLU(),
            nn.ConvTranspose2d(ngf * 2, ngf, 4, 2, 1), nn.BatchNorm2d(ngf), nn.ReLU(),
            nn.ConvTranspose2d(ngf, 1, 4, 2, 1), nn.Tanh())

    def forward(self, z):
        return self.up(self.fc(z).view(-1, self.ngf * 2, 2, 2))


class Discriminator(nn.Module):
    def __init__(self, ndf=32):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, ndf * 2, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Flatten(), nn.Linear(ndf * 2 * 2 * 2, 1))

    def forward(self, x):
        return self.net(x).squeeze(1)


def main(opt):
    torch.manual_seed(0)
    x = torch.tensor(load_digits().images, dtype=torch.float32).unsqueeze(1) / 8.0 - 1.0
    loader = DataLoader(TensorDataset(x), batch_size=opt.bs, shuffle=True, drop_last=True)
    G, D = Generator(opt.nz), Discriminator()
    optG = torch.optim.Adam(G.parameters(), lr=opt.lr, betas=(0.5, 0.999))
    optD = torch.optim.Adam(D.parameters(), lr=opt.lr, betas=(0.5, 0.999))
    bce = nn.BCEWithLogitsLoss()
    for epoch in range(opt.epochs):
        for (real,) in loader:
            n = real.size(0)
            z = torch.randn(n, opt.nz)
            fake = G(z)

            optD.zero_grad()
            d_loss = bce(D(real), torch.ones(n)) + bce(D(fake.detach()), torch.zeros(n))
            d_loss.backward()
            optD.step()

            optG.zero_grad()
            g_loss = bce(D(fake), torch.ones(n))
            g_loss.backward()
            optG.step()
        print(f'{epoch} D {d_loss.item():.3f} G {g_loss.item():.3f}')


if __name__ == '__main__':
    p = argparse.ArgumentParser()
    p.add_argument('--nz', type=int, default=16)
    p.add_argument('--bs', type=int, default=64)
    p.add_argument('--lr', type=float, default=2e-4)
    p.add_argument('--epochs', type=int, default=3)
    main(p.parse_args())
