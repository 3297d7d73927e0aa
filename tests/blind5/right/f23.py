import torch
import torch.nn as nn
from torch import autograd

torch.manual_seed(0)
DIM, Z, BATCH, N_CRITIC, LAMBDA, ITERS = 256, 2, 256, 5, 10.0, 5000
device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')


def mlp(i, o):
    return nn.Sequential(nn.Linear(i, DIM), nn.ReLU(), nn.Linear(DIM, DIM), nn.ReLU(), nn.Linear(DIM, o))


def eight_gaussians(n):
    ang = torch.randint(0, 8, (n,)) * (2 * torch.pi / 8)
    c = torch.stack([ang.cos(), ang.sin()], 1) * 2
    return (c + 0.05 * torch.randn(n, 2)).to(device)


def gradient_penalty(critic, real, fake):
    a = torch.rand(real.size(0), 1, device=device)
    x = (a * real + (1 - a) * fake).requires_grad_(True)
    out = critic(x)
    g, = autograd.grad(out, x, grad_outputs=torch.ones_like(out), create_graph=True, retain_graph=True)
    return ((g.norm(2, dim=1) - 1) ** 2).mean()


gen, critic = mlp(Z, 2).to(device), mlp(2, 1).to(device)
opt_g = torch.optim.Adam(gen.parameters(), lr=1e-4, betas=(0.5, 0.9))
opt_c = torch.optim.Adam(critic.parameters(), lr=1e-4, betas=(0.5, 0.9))

for it in range(1, ITERS + 1):
    for p in critic.parameters():
        p.requires_grad = True
    for _ in range(N_CRITIC):
        real = eight_gaussians(BATCH)
        with torch.no_grad():
            fake = gen(torch.randn(BATCH, Z, device=device))
        w_loss = critic(fake).mean() - critic(real).mean()
        loss_c = w_loss + LAMBDA * gradient_penalty(critic, real, fake)
        opt_c.zero_grad()
        loss_c.backward()
        opt_c.step()

    for p in critic.parameters():
        p.requires_grad = False
    loss_g = -critic(gen(torch.randn(BATCH, Z, device=device))).mean()
    opt_g.zero_grad()
    loss_g.backward()
    opt_g.step()

    if it % 200 == 0:
        print(f'{it:5d} wasserstein {-w_loss.item():.4f} gen {loss_g.item():.4f}')
