import math

import torch
from torch import nn
from sklearn.datasets import make_moons


class Coupling(nn.Module):
    def __init__(self, flip, h=48):
        super().__init__()
        self.flip = flip
        self.net = nn.Sequential(nn.Linear(1, h), nn.Tanh(), nn.Linear(h, h), nn.Tanh(), nn.Linear(h, 2))

    def forward(self, x):
        a, b = x[:, :1], x[:, 1:]
        if self.flip:
            a, b = b, a
        log_s, t = self.net(a).chunk(2, dim=1)
        log_s = torch.tanh(log_s)
        b = b * log_s.exp() + t
        z = torch.cat([b, a] if self.flip else [a, b], dim=1)
        return z, log_s.squeeze(1)


class Flow(nn.Module):
    def __init__(self, depth=6):
        super().__init__()
        self.layers = nn.ModuleList(Coupling(i % 2 == 1) for i in range(depth))

    def log_prob(self, x):
        total = torch.zeros(len(x))
        for layer in self.layers:
            x, ld = layer(x)
            total = total + ld
        base = -0.5 * (x ** 2).sum(1) - math.log(2 * math.pi)
        return base + total


def main():
    torch.manual_seed(0)
    x, _ = make_moons(2500, noise=0.04, random_state=0)
    x = torch.tensor(x, dtype=torch.float32)
    x = (x - x[:2000].mean(0)) / 4
    train, test = x[:2000], x[2000:]
    flow = Flow()
    opt = torch.optim.Adam(flow.parameters(), lr=2e-3)
    for epoch in range(25):
        flow.train()
        s = 0.0
        for idx in torch.randperm(2000).split(100):
            loss = -flow.log_prob(train[idx]).mean()
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(flow.parameters(), 5.0)
            opt.step()
            s += loss.item() * len(idx)
        if epoch % 6 == 0:
            flow.eval()
            with torch.no_grad():
                nll = -flow.log_prob(test).mean().item()
            print(f"epoch {epoch + 1} train nll {s / 2000:.3f} test nll {nll:.3f}")


main()
