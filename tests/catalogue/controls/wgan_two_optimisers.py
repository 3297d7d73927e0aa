import torch
import torch.nn as nn

torch.manual_seed(0)


def real_batch(n):
    angle = torch.rand(n) * 6.2832
    return torch.stack([torch.cos(angle), torch.sin(angle)], dim=1) + 0.05 * torch.randn(n, 2)


generator = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 2))
critic = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
opt_g = torch.optim.RMSprop(generator.parameters(), lr=5e-4)
opt_c = torch.optim.RMSprop(critic.parameters(), lr=5e-4)

for step in range(300):
    # train the critic five times per generator step
    for _ in range(5):
        fake = generator(torch.randn(64, 4)).detach()
        loss_c = critic(fake).mean() - critic(real_batch(64)).mean()
        opt_c.zero_grad()
        loss_c.backward()
        opt_c.step()
        with torch.no_grad():
            for p in critic.parameters():
                p.clamp_(-0.05, 0.05)

    loss_g = -critic(generator(torch.randn(64, 4))).mean()
    opt_g.zero_grad()
    loss_g.backward()
    opt_g.step()
    if step % 100 == 0:
        print(step, "critic", loss_c.item(), "generator", loss_g.item())

with torch.no_grad():
    print("mean radius", generator(torch.randn(500, 4)).norm(dim=1).mean().item())
