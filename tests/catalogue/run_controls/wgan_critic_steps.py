"""Five critic steps a generator step, weights clamped, generator sampled under no_grad in training mode."""

import torch
from torch import nn

torch.manual_seed(0)
generator = nn.Sequential(nn.Linear(4, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Linear(16, 2))
critic = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 1))
opt_g = torch.optim.RMSprop(generator.parameters(), lr=1e-3)
opt_c = torch.optim.RMSprop(critic.parameters(), lr=1e-3)
for step in range(12):
    for _ in range(5):
        with torch.no_grad():
            fake = generator(torch.randn(32, 4))
        opt_c.zero_grad()
        (critic(fake).mean() - critic(torch.randn(32, 2) + 2).mean()).backward()
        opt_c.step()
        with torch.no_grad():
            for weight in critic.parameters():
                weight.clamp_(-0.1, 0.1)
    opt_g.zero_grad()
    (-critic(generator(torch.randn(32, 4))).mean()).backward()
    opt_g.step()
