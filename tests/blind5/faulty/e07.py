"""DCGAN-like GAN on MNIST."""
import torch
import torch.nn as nn
import torch.optim as optim
from torch.utils.data import DataLoader
from torchvision import datasets, transforms, utils

nz, ngf, ndf = 64, 32, 32
device = torch.device('cuda:0' if torch.cuda.is_available() else 'cpu')
torch.manual_seed(999)


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.main = nn.Sequential(
            nn.ConvTranspose2d(nz, ngf * 4, 7, 1, 0, bias=False), nn.BatchNorm2d(ngf * 4), nn.ReLU(True),
            nn.ConvTranspose2d(ngf * 4, ngf * 2, 4, 2, 1, bias=False), nn.BatchNorm2d(ngf * 2), nn.ReLU(True),
            nn.ConvTranspose2d(ngf * 2, 1, 4, 2, 1, bias=False), nn.Tanh())

    def forward(self, z):
        return self.main(z)


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(1, ndf, 4, 2, 1), nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(ndf, ndf * 2, 4, 2, 1), nn.BatchNorm2d(ndf * 2), nn.LeakyReLU(0.2, inplace=True),
            nn.Flatten(),
            nn.Linear(ndf * 2 * 7 * 7, 1))

    def forward(self, x):
        return self.main(x).view(-1)


loader = DataLoader(
    datasets.MNIST('data', download=True, transform=transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))])),
    batch_size=128, shuffle=True, drop_last=True)

netG = Generator().to(device)
netD = Discriminator().to(device)
criterion = nn.BCELoss()
optD = optim.Adam(netD.parameters(), lr=2e-4, betas=(0.5, 0.999))
optG = optim.Adam(netG.parameters(), lr=2e-4, betas=(0.5, 0.999))
fixed = torch.randn(64, nz, 1, 1, device=device)

for epoch in range(10):
    for i, (real, _) in enumerate(loader):
        real = real.to(device)
        b = real.size(0)
        ones = torch.ones(b, device=device)
        zeros = torch.zeros(b, device=device)

        netD.zero_grad()
        lossD_real = criterion(netD(real), ones)
        fake = netG(torch.randn(b, nz, 1, 1, device=device))
        lossD_fake = criterion(netD(fake.detach()), zeros)
        lossD = lossD_real + lossD_fake
        lossD.backward()
        optD.step()

        netG.zero_grad()
        lossG = criterion(netD(fake), ones)
        lossG.backward()
        optG.step()

        if i % 100 == 0:
            print('[%d][%d/%d] Loss_D: %.4f Loss_G: %.4f' % (epoch, i, len(loader), lossD.item(), lossG.item()))
    with torch.no_grad():
        utils.save_image(netG(fixed).cpu(), f'fake_{epoch}.png', normalize=True)
