"""A GAN: the generator's loss also fills the discriminator, which clears before its own turn."""

import torch
from torch import nn

torch.manual_seed(0)
real = torch.randn(64, 2) + 2
generator = nn.Sequential(nn.Linear(4, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Linear(16, 2))
critic = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 1))
opt_g = torch.optim.Adam(generator.parameters(), lr=1e-3)
opt_d = torch.optim.Adam(critic.parameters(), lr=1e-3)
criterion = nn.BCEWithLogitsLoss()
ones, zeros = torch.ones(64, 1), torch.zeros(64, 1)
for step in range(25):
    fake = generator(torch.randn(64, 4))
    opt_d.zero_grad()
    loss_d = criterion(critic(real), ones) + criterion(critic(fake.detach()), zeros)
    loss_d.backward()
    opt_d.step()
    opt_g.zero_grad()
    loss_g = criterion(critic(fake), ones)
    loss_g.backward()
    opt_g.step()
with torch.no_grad():
    print(generator(torch.randn(4, 4)).mean().item())
