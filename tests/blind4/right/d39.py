import argparse

import torch
from torch import nn

# 미분방정식 u'(t) = -2u(t) + sin(t), u(0) = 1 을 신경망으로 풀기


class 해(nn.Module):
    def __init__(self, 폭=32):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(1, 폭), nn.Tanh(), nn.Linear(폭, 폭), nn.Tanh(), nn.Linear(폭, 1))

    def forward(self, t):
        return 1.0 + t * self.net(t)          # u(0) = 1 을 항상 만족


def 잔차(모형, t):
    t = t.clone().requires_grad_(True)
    u = 모형(t)
    du, = torch.autograd.grad(u.sum(), t, create_graph=True)
    return du + 2 * u - torch.sin(t)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--steps", type=int, default=800)
    p.add_argument("--lr", type=float, default=5e-3)
    a = p.parse_args([])
    torch.manual_seed(0)
    모형 = 해()
    opt = torch.optim.Adam(모형.parameters(), lr=a.lr)
    for step in range(1, a.steps + 1):
        모형.train()
        t = 2 * torch.rand(64, 1)
        loss = 잔차(모형, t).pow(2).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
        if step % 200 == 0:
            print(f"{step} 잔차 {loss.item():.2e}")
    모형.eval()
    t = torch.linspace(0, 2, 101).unsqueeze(1)
    참 = 1.2 * torch.exp(-2 * t) + (2 * torch.sin(t) - torch.cos(t)) / 5
    with torch.no_grad():
        print("최대 오차", (모형(t) - 참).abs().max().item())


main()
