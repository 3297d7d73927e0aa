"""Right: in a GAN two optimisers hold one net each, fake.detach() is on purpose, and the discriminator's stale gradients are cleared before its step."""
import torch
import torch.nn as nn

torch.manual_seed(0)
Z, B = 4, 64


class G(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(Z, 32), nn.ReLU(), nn.Linear(32, 2))

    def forward(self, z):
        return self.net(z)


class D(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1), nn.Sigmoid())

    def forward(self, x):
        return self.net(x).view(-1)


def real_batch():
    return torch.randn(B, 2) * 0.3 + torch.tensor([1.0, -1.0])


netG, netD = G(), D()
criterion = nn.BCELoss()
optG = torch.optim.Adam(netG.parameters(), lr=1e-3, betas=(0.5, 0.999))
optD = torch.optim.Adam(netD.parameters(), lr=1e-3, betas=(0.5, 0.999))
ones, zeros = torch.ones(B), torch.zeros(B)
for it in range(150):
    netD.zero_grad()
    errD_real = criterion(netD(real_batch()), ones)
    errD_real.backward()
    fake = netG(torch.randn(B, Z))
    errD_fake = criterion(netD(fake.detach()), zeros)
    errD_fake.backward()
    optD.step()
    netG.zero_grad()
    errG = criterion(netD(fake), ones)
    errG.backward()
    optG.step()
    if it % 50 == 0:
        print(it, (errD_real + errD_fake).item(), errG.item())
