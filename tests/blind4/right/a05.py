import torch
from torch import nn, autograd, optim

torch.manual_seed(1)
GP, N_CRITIC, BATCH = 10.0, 3, 64


def data(n):
    centre = torch.tensor([[2., 0.], [-2., 0.], [0., 2.], [0., -2.]])
    return centre[torch.randint(0, 4, (n,))] + 0.2 * torch.randn(n, 2)


def net(i, o, act):
    return nn.Sequential(nn.Linear(i, 64), act, nn.Linear(64, 64), act, nn.Linear(64, o))


critic = net(2, 1, nn.LeakyReLU(0.2))
gen = net(2, 2, nn.ReLU())
opt_c = optim.Adam(critic.parameters(), lr=1e-3, betas=(0.0, 0.9))
opt_g = optim.Adam(gen.parameters(), lr=5e-4, betas=(0.0, 0.9))


def penalty(real, fake):
    t = torch.rand(real.size(0), 1)
    mid = (t * real + (1 - t) * fake).requires_grad_(True)
    score = critic(mid)
    grad = autograd.grad(score.sum(), mid, create_graph=True)[0]
    return ((grad.norm(2, dim=1) - 1) ** 2).mean()


for it in range(1, 501):
    for _ in range(N_CRITIC):
        real = data(BATCH)
        with torch.no_grad():
            fake = gen(torch.randn(BATCH, 2))
        loss_c = critic(fake).mean() - critic(real).mean() + GP * penalty(real, fake)
        opt_c.zero_grad()
        loss_c.backward()
        opt_c.step()

    loss_g = -critic(gen(torch.randn(BATCH, 2))).mean()
    opt_g.zero_grad()
    loss_g.backward()
    opt_g.step()

    if it % 100 == 0:
        with torch.no_grad():
            s = gen(torch.randn(500, 2))
        print(f"{it:4d} critic {loss_c.item():+.3f} gen {loss_g.item():+.3f} spread {s.std(0).tolist()}")
