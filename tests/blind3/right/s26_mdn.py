import math

import torch
import torch.nn as nn


def inverse_sine(n, seed):
    """x = y + 0.3 sin(2 pi y): several y for one x"""
    g = torch.Generator().manual_seed(seed)
    y = torch.rand(n, 1, generator=g)
    return y + 0.3 * torch.sin(2 * math.pi * y) + 0.02 * torch.randn(n, 1, generator=g), y


class MDN(nn.Module):
    def __init__(self, k=4, h=40):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(1, h), nn.Tanh(), nn.Linear(h, h), nn.Tanh())
        self.head = nn.Linear(h, 3 * k)

    def forward(self, x):
        a, mu, log_sigma = self.head(self.body(x)).chunk(3, dim=-1)
        return a.log_softmax(-1), mu, log_sigma.clamp(-3.5, 2)


def nll(params, y):
    log_pi, mu, log_sigma = params
    z = (y - mu) / log_sigma.exp()                       # (N, 1) - (N, K)
    log_p = -0.5 * z ** 2 - log_sigma - 0.5 * math.log(2 * math.pi)
    return -torch.logsumexp(log_pi + log_p, dim=-1).mean()


@torch.no_grad()
def draw(model, x, g):
    model.eval()
    log_pi, mu, log_sigma = model(x)
    k = torch.multinomial(log_pi.exp(), 1, generator=g)
    return mu.gather(1, k) + log_sigma.exp().gather(1, k) * torch.randn(len(x), 1, generator=g)


def main():
    torch.manual_seed(0)
    x, y = inverse_sine(2000, 0)
    xv, yv = inverse_sine(500, 1)
    model = MDN()
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, T_max=60)
    for epoch in range(60):
        model.train()
        total = 0.0
        for idx in torch.randperm(len(x)).split(100):
            opt.zero_grad()
            loss = nll(model(x[idx]), y[idx])
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
            total += loss.item() * len(idx)
        sched.step()
        if epoch % 12 == 11:
            model.eval()
            with torch.no_grad():
                v = nll(model(xv), yv).item()
            print(f"epoch {epoch + 1} nll {total / len(x):+.3f} val {v:+.3f}")
    s = draw(model, xv, torch.Generator().manual_seed(0))
    back = s + 0.3 * torch.sin(2 * math.pi * s)
    print(f"samples put back through the function: mean error {(back - xv).abs().mean():.3f}, spread of the samples {s.std():.3f} against {yv.std():.3f}")


if __name__ == "__main__":
    main()
