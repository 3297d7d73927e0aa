import torch
import torch.nn as nn

torch.manual_seed(14)
gen = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 2))
critic = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
og = torch.optim.Adam(gen.parameters(), lr=1e-3, betas=(0.0, 0.9))
oc = torch.optim.Adam(critic.parameters(), lr=1e-3, betas=(0.0, 0.9))


def real(n):
    return torch.randn(n, 2) * torch.tensor([0.5, 0.2]) + torch.tensor([1.0, -1.0])


def penalty(a, b):
    u = torch.rand(len(a), 1)
    mid = (u * a + (1 - u) * b).requires_grad_(True)
    g = torch.autograd.grad(critic(mid).sum(), mid, create_graph=True)[0]
    return ((g.norm(2, dim=1) - 1) ** 2).mean()


for it in range(800):
    for _ in range(3):
        x, f = real(64), gen(torch.randn(64, 2)).detach()
        lc = critic(f).mean() - critic(x).mean() + 10 * penalty(x, f)
        oc.zero_grad()
        lc.backward()
        oc.step()
    lg = -critic(gen(torch.randn(64, 2))).mean()
    og.zero_grad()
    lg.backward()
    og.step()
with torch.no_grad():
    s = gen(torch.randn(1000, 2))
print("mean", s.mean(0).tolist(), "std", s.std(0).tolist())
