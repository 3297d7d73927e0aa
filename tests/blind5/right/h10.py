import torch
import torch.nn as nn

torch.manual_seed(4)
MEAN, STD = 1.5, 0.6


def real_batch(n):
    return MEAN + STD * torch.randn(n, 1)


G = nn.Sequential(nn.Linear(4, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
D = nn.Sequential(nn.Linear(1, 32), nn.LeakyReLU(0.2), nn.Linear(32, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
g_opt = torch.optim.Adam(G.parameters(), lr=1e-3, betas=(0.5, 0.9))
d_opt = torch.optim.Adam(D.parameters(), lr=2e-3, betas=(0.5, 0.9))
bce = nn.BCEWithLogitsLoss()
N = 128
ones, zeros = torch.ones(N, 1), torch.zeros(N, 1)

for it in range(1, 2001):
    fake = G(torch.randn(N, 4))
    d_loss = bce(D(real_batch(N)), ones) + bce(D(fake.detach()), zeros)
    d_opt.zero_grad()
    d_loss.backward()
    d_opt.step()

    g_loss = bce(D(fake), ones)
    g_opt.zero_grad()
    g_loss.backward()
    g_opt.step()

    if it % 200 == 0:
        with torch.no_grad():
            s = G(torch.randn(2000, 4))
        print(f'{it}: D {d_loss.item():.3f} G {g_loss.item():.3f} sample mean {s.mean().item():.3f} std {s.std().item():.3f}')
