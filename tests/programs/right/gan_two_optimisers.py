import torch
import torch.nn as nn
from torch.utils.data import DataLoader
from sklearn.datasets import load_digits

torch.manual_seed(0)
LATENT = 16

digits = load_digits()
zeros_and_ones = digits.data[digits.target <= 1]
images = torch.tensor(zeros_and_ones / 8 - 1, dtype=torch.float32)   # in [-1, 1]
loader = DataLoader(images, batch_size=60, shuffle=True)


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.main = nn.Sequential(nn.Linear(LATENT, 64), nn.ReLU(), nn.Linear(64, 64), nn.Tanh())

    def forward(self, z):
        return self.main(z)


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.main = nn.Sequential(nn.Linear(64, 64), nn.LeakyReLU(0.2), nn.Linear(64, 1))

    def forward(self, x):
        return self.main(x)


netG, netD = Generator(), Discriminator()
criterion = nn.BCEWithLogitsLoss()
optimizerG = torch.optim.Adam(netG.parameters(), lr=2e-3, betas=(0.5, 0.999))
optimizerD = torch.optim.Adam(netD.parameters(), lr=5e-4, betas=(0.5, 0.999))

for epoch in range(20):
    for real in loader:
        n = real.size(0)
        ones, zeros = torch.ones(n, 1), torch.zeros(n, 1)

        # (1) update D: real up, fake down
        netD.zero_grad()
        errD_real = criterion(netD(real), ones)
        errD_real.backward()
        fake = netG(torch.randn(n, LATENT))
        errD_fake = criterion(netD(fake.detach()), zeros)
        errD_fake.backward()
        optimizerD.step()

        # (2) update G: fool D
        netG.zero_grad()
        errG = criterion(netD(fake), ones)
        errG.backward()
        optimizerG.step()
    if (epoch + 1) % 5 == 0:
        print(f"[{epoch + 1}/20] Loss_D: {(errD_real + errD_fake).item():.4f} Loss_G: {errG.item():.4f}")

with torch.no_grad():
    sample = netG(torch.randn(1, LATENT)).view(8, 8)
for row in sample:
    print("".join(" .:*#"[min(int((v + 1) / 2 * 5), 4)] for v in row.tolist()))
