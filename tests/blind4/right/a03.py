import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


class Tower(nn.Module):
    def __init__(self, d_in, d_out=16):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(d_in, 64), nn.ReLU(), nn.Linear(64, d_out))

    def forward(self, x):
        return F.normalize(self.net(x), dim=-1)


class TwoTower(nn.Module):
    """Matches two views (A: 12 numbers, B: 20 numbers) of one hidden state."""

    def __init__(self):
        super().__init__()
        self.a, self.b = Tower(12), Tower(20)
        self.log_scale = nn.Parameter(torch.tensor(2.0))

    def forward(self, xa, xb):
        return self.log_scale.exp() * self.a(xa) @ self.b(xb).t()


def info_nce(sim):
    labels = torch.arange(sim.size(0))
    return 0.5 * (F.cross_entropy(sim, labels) + F.cross_entropy(sim.t(), labels))


def views(n, gen, mix_a, mix_b):
    s = torch.randn(n, 6, generator=gen)
    na = 0.1 * torch.randn(n, 12, generator=gen)
    nb = 0.1 * torch.randn(n, 20, generator=gen)
    return torch.tanh(s @ mix_a) + na, torch.tanh(s @ mix_b) + nb


gen = torch.Generator().manual_seed(1)
mix_a, mix_b = torch.randn(6, 12, generator=gen) / 2, torch.randn(6, 20, generator=gen) / 2
train_a, train_b = views(3000, gen, mix_a, mix_b)
test_a, test_b = views(200, gen, mix_a, mix_b)

model = TwoTower()
opt = torch.optim.Adam(model.parameters(), lr=2e-3)
for epoch in range(10):
    model.train()
    losses = []
    for idx in torch.randperm(3000).split(100):
        loss = info_nce(model(train_a[idx], train_b[idx]))
        opt.zero_grad()
        loss.backward()
        opt.step()
        losses.append(loss.item())
    print(f"epoch {epoch}: {sum(losses) / len(losses):.3f}")

model.eval()
with torch.no_grad():
    sim = model(test_a, test_b)
    p = sim.softmax(dim=0)          # for each B: which A?
    top1 = (p.argmax(dim=0) == torch.arange(200)).float().mean()
print(f"retrieval accuracy {top1:.3f}")
