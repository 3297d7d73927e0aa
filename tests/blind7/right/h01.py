import torch
import torch.nn as nn

torch.manual_seed(0)
G = nn.Sequential(nn.Linear(4, 24), nn.ReLU(), nn.Linear(24, 1))
D = nn.Sequential(nn.Linear(1, 24), nn.LeakyReLU(0.2), nn.Linear(24, 24), nn.LeakyReLU(0.2), nn.Linear(24, 1))
opt_g = torch.optim.Adam(G.parameters(), lr=1e-3, betas=(0.5, 0.999))
opt_d = torch.optim.Adam(D.parameters(), lr=1e-3, betas=(0.5, 0.999))
bce = nn.BCEWithLogitsLoss()
one, zero = torch.ones(128, 1), torch.zeros(128, 1)

for it in range(1500):
    real = 3.0 + 0.5 * torch.randn(128, 1)
    fake = G(torch.randn(128, 4))
    d_loss = bce(D(real), one) + bce(D(fake.detach()), zero)
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()

    g_loss = bce(D(fake), one)
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    if it % 300 == 0:
        print(it, d_loss.item(), g_loss.item())

with torch.no_grad():
    s = G(torch.randn(4000, 4))
print("generated mean/std", s.mean().item(), s.std().item(), "wanted 3.0 / 0.5")
