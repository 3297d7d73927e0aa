import math

import torch
import torch.nn as nn
import torch.nn.functional as F


def data(n, seed):
    g = torch.Generator().manual_seed(seed)
    x = torch.rand(n, 1, generator=g) * 2 - 1
    sigma = 0.02 + 0.1 * (x + 1) / 2
    return x, torch.sin(3 * x) * 0.5 + sigma * torch.randn(n, 1, generator=g), sigma


class Heteroscedastic(nn.Module):
    def __init__(self, h=48):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(1, h), nn.Tanh(), nn.Linear(h, h), nn.Tanh())
        self.mean, self.scale = nn.Linear(h, 1), nn.Linear(h, 1)

    def forward(self, x):
        h = self.body(x)
        return self.mean(h), F.softplus(self.scale(h)) + 1e-3


def nll(mean, std, y):
    return (torch.log(std) + 0.5 * ((y - mean) / std) ** 2 + 0.5 * math.log(2 * math.pi)).mean()


class Fitter:
    def __init__(self, model, lr):
        self.model = model
        self.opt = torch.optim.Adam(model.parameters(), lr=lr)
        self.sched = torch.optim.lr_scheduler.CosineAnnealingLR(self.opt, T_max=100)

    def epoch(self, x, y):
        self.model.train()
        total = 0.0
        for idx in torch.randperm(len(x)).split(100):
            loss = nll(*self.model(x[idx]), y[idx])
            self.opt.zero_grad()
            loss.backward()
            self.opt.step()
            total += loss.item() * len(idx)
        self.sched.step()
        return total / len(x)

    @torch.no_grad()
    def check(self, x, y, sigma):
        self.model.eval()
        mean, std = self.model(x)
        inside = ((y - mean).abs() < 1.96 * std).float().mean().item()
        return nll(mean, std, y).item(), inside, (std - sigma).abs().mean().item()


def main():
    torch.manual_seed(0)
    x, y, _ = data(1500, 1)
    x_te, y_te, s_te = data(500, 2)
    fitter = Fitter(Heteroscedastic(), 5e-3)
    for e in range(100):
        loss = fitter.epoch(x, y)
        if e % 20 == 19:
            print(f"epoch {e + 1} nll {loss:.3f}")
    n, inside, err = fitter.check(x_te, y_te, s_te)
    print(f"test nll {n:.3f}, inside the 95 % band {inside:.3f}, error of sigma {err:.4f}")


if __name__ == "__main__":
    main()
