import math

import torch
import torch.nn as nn
from sklearn.datasets import make_moons


class Coupling(nn.Module):
    def __init__(self, flip, h=48):
        super().__init__()
        self.flip = flip
        self.net = nn.Sequential(nn.Linear(1, h), nn.ReLU(), nn.Linear(h, h), nn.ReLU(), nn.Linear(h, 2))
        nn.init.zeros_(self.net[-1].weight)
        nn.init.zeros_(self.net[-1].bias)

    def forward(self, x):
        a, b = x.chunk(2, dim=1)
        if self.flip:
            a, b = b, a
        s, t = self.net(a).chunk(2, dim=1)
        s = 2 * torch.tanh(s)
        b = b * s.exp() + t
        return torch.cat([b, a] if self.flip else [a, b], dim=1), s.squeeze(1)


class Flow(nn.Module):
    def __init__(self, depth=8):
        super().__init__()
        self.steps = nn.ModuleList([Coupling(i % 2 == 1) for i in range(depth)])

    def log_prob(self, x):
        log_det = torch.zeros(len(x))
        for step in self.steps:
            x, s = step(x)
            log_det = log_det + s
        return log_det - 0.5 * (x ** 2).sum(1) - math.log(2 * math.pi)


def sample(n, seed):
    X, _ = make_moons(n, noise=0.02, random_state=seed)
    X = torch.tensor(X, dtype=torch.float32)
    return (X - torch.tensor([0.5, 0.25])) / 2.5


def main():
    torch.manual_seed(0)
    X, X_va = sample(2000, 0), sample(500, 1)
    flow = Flow()
    opt = torch.optim.Adam(flow.parameters(), lr=2e-3)
    for epoch in range(30):
        flow.train()
        total = 0.0
        for idx in torch.randperm(len(X)).split(100):
            loss = -flow.log_prob(X[idx]).mean()
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(flow.parameters(), 2.0)
            opt.step()
            total += loss.item() * len(idx)
        if epoch % 6 == 5:
            flow.eval()
            with torch.no_grad():
                v = -flow.log_prob(X_va).mean().item()
            print(f"epoch {epoch + 1} nll train {total / len(X):.3f} val {v:.3f}")


if __name__ == "__main__":
    main()
