import math
import torch
from torch import nn
import torch.nn.functional as F


class Encoder(nn.Module):
    def __init__(self, d=16, out=8):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(d, 64), nn.ReLU(), nn.Linear(64, out))

    def forward(self, x):
        return F.normalize(self.net(x), dim=1)


def nt_xent(z1, z2, t=0.2):
    n = z1.size(0)
    z = torch.cat([z1, z2])
    sim = z @ z.t() / t
    sim = sim.masked_fill(torch.eye(2 * n, dtype=torch.bool), float('-inf'))
    target = torch.arange(2 * n).roll(n)
    return F.cross_entropy(sim, target)


def views(x):
    return x + 0.3 * torch.randn_like(x), x + 0.3 * torch.randn_like(x)


def knn(enc, xa, ya, xb, yb):
    enc.eval()
    with torch.no_grad():
        near = (enc(xb) @ enc(xa).t()).argmax(1)
    return (ya[near] == yb).float().mean().item()


def main():
    torch.manual_seed(0)
    centres = torch.randn(6, 16)
    y = torch.randint(0, 6, (1400,))
    x = centres[y] + 0.5 * torch.randn(1400, 16)
    enc = Encoder()
    opt = torch.optim.Adam(enc.parameters(), lr=2e-3)
    print(f'log(2n - 1) = {math.log(127):.3f}')
    for epoch in range(10):
        enc.train()
        for idx in torch.randperm(1000)[:960].split(64):
            loss = nt_xent(*map(enc, views(x[idx])))
            opt.zero_grad()
            loss.backward()
            opt.step()
        if epoch % 3 == 0:
            print(epoch, f'loss {loss.item():.4f} nearest-neighbour acc {knn(enc, x[:1000], y[:1000], x[1000:], y[1000:]):.3f}')


if __name__ == '__main__':
    main()
