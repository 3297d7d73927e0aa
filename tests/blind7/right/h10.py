import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(9)
mix_a, mix_b = torch.randn(6, 20), torch.randn(6, 15)


def pairs(n):
    z = torch.randn(n, 6)
    return z @ mix_a / 2.5 + 0.1 * torch.randn(n, 20), torch.tanh(z @ mix_b / 2.5) + 0.1 * torch.randn(n, 15)


left = nn.Sequential(nn.Linear(20, 48), nn.ReLU(), nn.Linear(48, 12))
right = nn.Sequential(nn.Linear(15, 48), nn.ReLU(), nn.Linear(48, 12))
logit_scale = nn.Parameter(torch.tensor(2.0))
opt = torch.optim.Adam([*left.parameters(), *right.parameters(), logit_scale], lr=3e-3)


def similarity(a, b):
    return F.normalize(left(a), dim=1) @ F.normalize(right(b), dim=1).t() * logit_scale.exp()


for it in range(400):
    sim = similarity(*pairs(64))
    goal = torch.arange(64)
    loss = (F.cross_entropy(sim, goal) + F.cross_entropy(sim.t(), goal)) / 2
    opt.zero_grad()
    loss.backward()
    opt.step()
    if it % 80 == 0:
        print(it, loss.item())
with torch.no_grad():
    sim = similarity(*pairs(200))
    print("retrieval of 200:", (sim.argmax(1) == torch.arange(200)).float().mean().item(), (sim.softmax(0).argmax(0) == torch.arange(200)).float().mean().item())
