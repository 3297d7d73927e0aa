"""Right: the contrastive loss compares each sample with the whole batch, so a softmax over the batch is meant."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits

torch.manual_seed(0)


class Projector(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 16))

    def forward(self, x):
        return F.normalize(self.net(x), dim=1)


def augment(x):
    return (x + 0.15 * torch.randn_like(x)) * (torch.rand_like(x) > 0.1)


def info_nce(a, b, tau=0.2):
    sim = a @ b.t() / tau
    p_ab = F.log_softmax(sim, dim=1).diagonal()
    p_ba = F.log_softmax(sim, dim=0).diagonal()
    return -(p_ab + p_ba).mean() / 2


X = torch.tensor(load_digits().data, dtype=torch.float32) / 16
model = Projector()
opt = torch.optim.Adam(model.parameters(), lr=2e-3)
for epoch in range(4):
    total, n = 0.0, 0
    for j in torch.randperm(1792).split(64):
        loss = info_nce(model(augment(X[j])), model(augment(X[j])))
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item()
        n += 1
    print(epoch, total / n)
