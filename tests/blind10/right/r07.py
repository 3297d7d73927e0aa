import argparse
import torch
from torch import autograd, nn, optim
from sklearn.datasets import make_swiss_roll


class MLP(nn.Module):
    def __init__(self, n_in, n_out, width=64):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(n_in, width), nn.SiLU(), nn.Linear(width, width), nn.SiLU(), nn.Linear(width, n_out))

    def forward(self, x):
        return self.net(x)


def gradient_penalty(critic, real, fake, weight):
    eps = torch.rand(real.size(0), 1)
    mix = (eps * real + (1 - eps) * fake).requires_grad_(True)
    score = critic(mix)
    grad, = autograd.grad(score, mix, grad_outputs=torch.ones_like(score), create_graph=True)
    return weight * ((grad.norm(2, dim=1) - 1) ** 2).mean()


def batches(n, size):
    while True:
        pts, _ = make_swiss_roll(n, noise=0.2)
        data = torch.tensor(pts[:, [0, 2]] / 8.0, dtype=torch.float32)
        yield from data.split(size)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--iters", type=int, default=300)
    p.add_argument("--n-critic", type=int, default=5)
    p.add_argument("--gp", type=float, default=1.0)
    args = p.parse_args([])
    torch.manual_seed(0)
    gen, critic = MLP(4, 2), MLP(2, 1)
    opt_g = optim.Adam(gen.parameters(), lr=5e-4, betas=(0.0, 0.9))
    opt_c = optim.Adam(critic.parameters(), lr=5e-4, betas=(0.0, 0.9))
    data = batches(2560, 256)
    for it in range(args.iters):
        for _ in range(args.n_critic):
            real = next(data)
            with torch.no_grad():
                fake = gen(torch.randn(real.size(0), 4))
            loss_c = critic(fake).mean() - critic(real).mean() + gradient_penalty(critic, real, fake, args.gp)
            opt_c.zero_grad()
            loss_c.backward()
            opt_c.step()
        loss_g = -critic(gen(torch.randn(256, 4))).mean()
        opt_g.zero_grad()
        loss_g.backward()
        opt_g.step()
        if (it + 1) % 100 == 0:
            print(f"iter {it + 1} critic {loss_c.item():.3f} generator {loss_g.item():.3f}")


if __name__ == "__main__":
    main()
