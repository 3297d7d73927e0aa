import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(15)
# two-dimensional points, embeddings of five places, triplet training
places = torch.randn(5, 8)


def sample(n):
    a = torch.randint(0, 5, (n,))
    b = (a + torch.randint(1, 5, (n,))) % 5
    noise = lambda: 0.8 * torch.randn(n, 8)
    return places[a] + noise(), places[a] + noise(), places[b] + noise()


net = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 4))
opt = torch.optim.Adam(net.parameters(), lr=3e-3)


def triplet(anchor, pos, neg, margin=1.0):
    terms = []
    for a, p, n in zip(net(anchor), net(pos), net(neg)):
        d = F.relu((a - p).pow(2).sum() - (a - n).pow(2).sum() + margin)
        terms.append(d.item())
    return torch.tensor(terms, requires_grad=True).mean()


for it in range(60):
    loss = triplet(*sample(64))
    opt.zero_grad()
    loss.backward()
    opt.step()
    if it % 10 == 0:
        print(it, loss.item())

a, p, n = sample(500)
with torch.no_grad():
    ok = (net(a) - net(p)).norm(dim=1) < (net(a) - net(n)).norm(dim=1)
print("ranking accuracy", ok.float().mean().item())
