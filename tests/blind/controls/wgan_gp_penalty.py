"""Right: WGAN with gradient penalty: negative losses, create_graph=True and several critic steps per generator step are meant."""
import torch
import torch.nn as nn

torch.manual_seed(0)
LAMBDA, N_CRITIC, B = 10.0, 3, 32
critic = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
gen = nn.Sequential(nn.Linear(3, 32), nn.ReLU(), nn.Linear(32, 2))
opt_c = torch.optim.Adam(critic.parameters(), lr=1e-3, betas=(0.0, 0.9))
opt_g = torch.optim.Adam(gen.parameters(), lr=1e-3, betas=(0.0, 0.9))


def real():
    return torch.randn(B, 2) * 0.2 + torch.tensor([1.0, 1.0])


def gradient_penalty(a, b):
    eps = torch.rand(B, 1)
    mix = (eps * a + (1 - eps) * b).requires_grad_(True)
    out = critic(mix)
    grad = torch.autograd.grad(out, mix, grad_outputs=torch.ones_like(out), create_graph=True)[0]
    return ((grad.norm(2, dim=1) - 1) ** 2).mean()


for step in range(60):
    for _ in range(N_CRITIC):
        r = real()
        f = gen(torch.randn(B, 3)).detach()
        loss_c = critic(f).mean() - critic(r).mean() + LAMBDA * gradient_penalty(r, f)
        opt_c.zero_grad()
        loss_c.backward()
        opt_c.step()
    loss_g = -critic(gen(torch.randn(B, 3))).mean()
    opt_g.zero_grad()
    loss_g.backward()
    opt_g.step()
    if step % 20 == 0:
        print(step, loss_c.item(), loss_g.item())
