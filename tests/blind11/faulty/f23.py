"""
DCGAN-style generator/discriminator on 8x8 digits.
"""
import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, TensorDataset

manual_seed = 999
torch.manual_seed(manual_seed)

nz, ngf, ndf = 16, 32, 32
num_epochs = 20
batch_size = 64
lr, beta1 = 2e-4, 0.5
real_label, fake_label = 1.0, 0.0

images = torch.tensor(load_digits().images, dtype=torch.float32).unsqueeze(1) / 8.0 - 1.0
dataloader = DataLoader(TensorDataset(images), batch_size=batch_size, shuffle=True, drop_last=True)


def weights_init(m):
    name = m.__class__.__name__
    if "Conv" in name:
        nn.init.normal_(m.weight.data, 0.0, 0.02)
    elif "BatchNorm" in name:
        nn.init.normal_(m.weight.data, 1.0, 0.02)
        nn.init.constant_(m.bias.data, 0)


netG = nn.Sequential(
    nn.ConvTranspose2d(nz, ngf * 2, 2, 1, 0, bias=False),
    nn.BatchNorm2d(ngf * 2),
    nn.ReLU(True),
    nn.ConvTranspose2d(ngf * 2, ngf, 4, 2, 1, bias=False),
    nn.BatchNorm2d(ngf),
    nn.ReLU(True),
    nn.ConvTranspose2d(ngf, 1, 4, 2, 1, bias=False),
    nn.Tanh(),
)
netD = nn.Sequential(
    nn.Conv2d(1, ndf, 4, 2, 1, bias=False),
    nn.LeakyReLU(0.2, inplace=True),
    nn.Conv2d(ndf, ndf * 2, 4, 2, 1, bias=False),
    nn.BatchNorm2d(ndf * 2),
    nn.LeakyReLU(0.2, inplace=True),
    nn.Conv2d(ndf * 2, 1, 2, 1, 0, bias=False),
    nn.Sigmoid(),
    nn.Flatten(0),
)
netG.apply(weights_init)
netD.apply(weights_init)

criterion = nn.BCELoss()
fixed_noise = torch.randn(16, nz, 1, 1)
optimizerD = torch.optim.Adam(netD.parameters(), lr=lr, betas=(beta1, 0.999))
optimizerG = torch.optim.Adam(netG.parameters(), lr=lr, betas=(beta1, 0.999))

for epoch in range(num_epochs):
    for (real,) in dataloader:
        b = real.size(0)

        # (1) Update D: maximize log(D(x)) + log(1 - D(G(z)))
        netD.zero_grad()
        out_real = netD(real)
        errD_real = criterion(out_real, torch.full((b,), real_label))
        errD_real.backward()
        noise = torch.randn(b, nz, 1, 1)
        fake = netG(noise).detach()
        out_fake = netD(fake)
        errD_fake = criterion(out_fake, torch.full((b,), fake_label))
        errD_fake.backward()
        optimizerD.step()

        # (2) Update G: maximize log(D(G(z)))
        netG.zero_grad()
        output = netD(fake)
        errG = criterion(output, torch.full((b,), real_label))
        errG.backward()
        optimizerG.step()

    print(
        f"[{epoch:2d}/{num_epochs}] Loss_D {(errD_real + errD_fake).item():.4f} Loss_G {errG.item():.4f} "
        f"D(x) {out_real.mean().item():.3f} D(G(z)) {out_fake.mean().item():.3f}/{output.mean().item():.3f}"
    )

netG.eval()
with torch.no_grad():
    samples = netG(fixed_noise)
torch.save(samples, "/tmp/dcgan_samples.pt")
