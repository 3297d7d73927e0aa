import math

import torch
from sklearn.datasets import make_moons
from torch import nn

torch.manual_seed(0)
points, _ = make_moons(1000, noise=0.05, random_state=0)
x = torch.tensor(points, dtype=torch.float32)
x = (x - x.mean(0)) / x.std(0)
STEPS = 50
beta = torch.linspace(1e-3, 0.2, STEPS)
kept = torch.cumprod(1 - beta, 0)


class Times(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.width = width
        self.mix = nn.Linear(width, width)

    def forward(self, t):
        speed = torch.exp(-math.log(100.0) * torch.arange(self.width // 2) / (self.width // 2))
        angle = t[:, None] * speed
        return self.mix(torch.cat([angle.sin(), angle.cos()], 1))


class Denoiser(nn.Module):
    def __init__(self, width=64):
        super().__init__()
        self.into, self.times, self.out = nn.Linear(2, width), Times(width), nn.Linear(width, 2)
        self.middle = nn.Sequential(nn.SiLU(), nn.Linear(width, width), nn.SiLU(), nn.Linear(width, width), nn.SiLU())

    def forward(self, x, t):
        return self.out(self.middle(self.into(x) + self.times(t)))


model = Denoiser()
optimizer = torch.optim.Adam([*model.into.parameters(), *model.middle.parameters(), *model.out.parameters()], lr=2e-3)
for step in range(600):
    clean = x[torch.randint(0, len(x), (128,))]
    t = torch.randint(0, STEPS, (128,))
    noise = torch.randn_like(clean)
    noisy = kept[t].sqrt()[:, None] * clean + (1 - kept[t]).sqrt()[:, None] * noise
    loss = nn.functional.mse_loss(model(noisy, t.float()), noise)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

model.eval()
with torch.no_grad():
    drawn = torch.randn(500, 2)
    for at in reversed(range(STEPS)):
        guess = model(drawn, torch.full((500,), float(at)))
        drawn = (drawn - beta[at] / (1 - kept[at]).sqrt() * guess) / (1 - beta[at]).sqrt()
        if at:
            drawn = drawn + beta[at].sqrt() * torch.randn_like(drawn)
print(loss.item(), torch.cdist(drawn, x).min(1).values.mean().item())
