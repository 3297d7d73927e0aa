import torch
from torch import nn, autograd


def ring(n):
    a = torch.rand(n) * 6.28318
    return torch.stack([a.cos(), a.sin()], 1) + 0.05 * torch.randn(n, 2)


class Gen(nn.Module):
    def __init__(self, nz=4, h=64):
        super().__init__()
        self.nz = nz
        self.m = nn.Sequential(nn.Linear(nz, h), nn.ReLU(), nn.Linear(h, h), nn.ReLU(), nn.Linear(h, 2))

    def forward(self, n):
        return self.m(torch.randn(n, self.nz))


class Critic(nn.Module):
    def __init__(self, h=64):
        super().__init__()
        self.m = nn.Sequential(nn.Linear(2, h), nn.LeakyReLU(0.2), nn.Linear(h, h), nn.LeakyReLU(0.2), nn.Linear(h, 1))

    def forward(self, x):
        return self.m(x).squeeze(-1)


def gradient_penalty(critic, real, fake):
    eps = torch.rand(real.size(0), 1)
    x = (eps * real + (1 - eps) * fake).requires_grad_(True)
    score = critic(x)
    grad = autograd.grad(score, x, grad_outputs=torch.ones_like(score), create_graph=True, retain_graph=True)[0]
    return ((grad.norm(2, dim=1) - 1) ** 2).mean()


class WGAN:
    def __init__(self, n_critic=3, lam=10.0, lr=1e-4):
        self.g, self.c = Gen(), Critic()
        self.og = torch.optim.Adam(self.g.parameters(), lr=lr, betas=(0.0, 0.9))
        self.oc = torch.optim.Adam(self.c.parameters(), lr=lr, betas=(0.0, 0.9))
        self.n_critic, self.lam = n_critic, lam

    def critic_step(self, real):
        with torch.no_grad():
            fake = self.g(real.size(0))
        loss = self.c(fake).mean() - self.c(real).mean() + self.lam * gradient_penalty(self.c, real, fake)
        self.oc.zero_grad()
        loss.backward()
        self.oc.step()
        return loss.item()

    def gen_step(self, n):
        loss = -self.c(self.g(n)).mean()
        self.og.zero_grad()
        loss.backward()
        self.og.step()
        return loss.item()

    def train(self, iters=60, bs=128):
        for i in range(iters):
            for _ in range(self.n_critic):
                c = self.critic_step(ring(bs))
            g = self.gen_step(bs)
            if i % 20 == 0:
                print(f'{i:4d} critic {c:.3f} gen {g:.3f}')


if __name__ == '__main__':
    torch.manual_seed(0)
    WGAN().train()
