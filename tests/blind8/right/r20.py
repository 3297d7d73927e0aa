import torch
from torch import nn, autograd


def ring(n):
    a = 6.2832 * torch.rand(n)
    return torch.stack([a.cos(), a.sin()], 1) + 0.05 * torch.randn(n, 2)


def net(i, o, w=64):
    return nn.Sequential(nn.Linear(i, w), nn.ReLU(), nn.Linear(w, w), nn.ReLU(), nn.Linear(w, o))


def calc_gradient_penalty(netD, real, fake, lam):
    alpha = torch.rand(real.size(0), 1)
    inter = (alpha * real + (1 - alpha) * fake).requires_grad_(True)
    d = netD(inter)
    gradients = autograd.grad(outputs=d, inputs=inter, grad_outputs=torch.ones_like(d),
                              create_graph=True, retain_graph=True, only_inputs=True)[0]
    return ((gradients.norm(2, dim=1) - 1) ** 2).mean() * lam


def main(n_critic=3, iters=500, lam=1.0, bs=128):
    torch.manual_seed(0)
    netG, netD = net(4, 2), net(2, 1)
    optD = torch.optim.Adam(netD.parameters(), lr=1e-3, betas=(0.5, 0.9))
    optG = torch.optim.Adam(netG.parameters(), lr=1e-3, betas=(0.5, 0.9))
    for it in range(1, iters + 1):
        for p in netD.parameters():
            p.requires_grad_(True)
        for _ in range(n_critic):
            real = ring(bs)
            with torch.no_grad():
                fake = netG(torch.randn(bs, 4))
            optD.zero_grad()
            wasserstein = netD(real).mean() - netD(fake).mean()
            loss_d = -wasserstein + calc_gradient_penalty(netD, real, fake, lam)
            loss_d.backward()
            optD.step()
        for p in netD.parameters():
            p.requires_grad_(False)      # saves work in the generator step
        optG.zero_grad()
        loss_g = -netD(netG(torch.randn(bs, 4))).mean()
        loss_g.backward()
        optG.step()
        if it % 250 == 0:
            with torch.no_grad():
                r = netG(torch.randn(1000, 4)).norm(dim=1)
            print(f'{it} W {wasserstein.item():.3f} radius {r.mean().item():.3f} +- {r.std().item():.3f}')


if __name__ == '__main__':
    main()
