import torch
import torch.nn as nn
import torchvision.utils as vutils
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

NZ, IMG, BATCH, EPOCHS = 100, 64, 128, 20
device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
torch.manual_seed(1)


def weights_init(m):
    name = m.__class__.__name__
    if 'Conv' in name:
        nn.init.normal_(m.weight.data, 0.0, 0.02)
    elif 'BatchNorm' in name:
        nn.init.normal_(m.weight.data, 1.0, 0.02)
        nn.init.constant_(m.bias.data, 0)


def up(i, o):
    return [nn.ConvTranspose2d(i, o, 4, 2, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU(True)]


def down(i, o):
    return [nn.Conv2d(i, o, 4, 2, 1, bias=False), nn.BatchNorm2d(o), nn.LeakyReLU(0.2, inplace=True)]


G = nn.Sequential(
    nn.ConvTranspose2d(NZ, 512, 4, 1, 0, bias=False), nn.BatchNorm2d(512), nn.ReLU(True),
    *up(512, 256), *up(256, 128), *up(128, 64),
    nn.ConvTranspose2d(64, 3, 4, 2, 1, bias=False), nn.Tanh()).to(device)
D = nn.Sequential(
    nn.Conv2d(3, 64, 4, 2, 1), nn.LeakyReLU(0.2, inplace=True),
    *down(64, 128), *down(128, 256), *down(256, 512),
    nn.Conv2d(512, 1, 4, 1, 0, bias=False), nn.Flatten()).to(device)
G.apply(weights_init)
D.apply(weights_init)

tfm = transforms.Compose([transforms.Resize(IMG), transforms.CenterCrop(IMG), transforms.ToTensor(),
                          transforms.Normalize((0.5,) * 3, (0.5,) * 3)])
loader = DataLoader(datasets.ImageFolder('celeba', tfm), BATCH, shuffle=True, num_workers=2)

bce = nn.BCEWithLogitsLoss()
opt_d = torch.optim.Adam(D.parameters(), lr=2e-4, betas=(0.5, 0.999))
opt_g = torch.optim.Adam(G.parameters(), lr=2e-4, betas=(0.5, 0.999))
fixed_noise = torch.randn(64, NZ, 1, 1, device=device)

for epoch in range(EPOCHS):
    for i, (real, _) in enumerate(loader):
        real = real.to(device)
        b = real.size(0)
        real_lab = torch.full((b, 1), 0.9, device=device)
        fake_lab = torch.zeros(b, 1, device=device)

        # D 학습
        D.zero_grad()
        loss_real = bce(D(real), real_lab)
        loss_real.backward()
        fake = G(torch.randn(b, NZ, 1, 1, device=device))
        loss_fake = bce(D(fake.detach()), fake_lab)
        loss_fake.backward()
        opt_d.step()

        # G 학습
        G.zero_grad()
        loss_g = bce(D(fake), torch.ones(b, 1, device=device))
        loss_g.backward()
        opt_g.step()

        if i % 50 == 0:
            print(f'[{epoch}/{EPOCHS}][{i}/{len(loader)}] D {(loss_real + loss_fake).item():.4f} G {loss_g.item():.4f}')
    with torch.no_grad():
        vutils.save_image(G(fixed_noise), f'samples_{epoch:03d}.png', normalize=True)
