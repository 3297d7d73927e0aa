import torch
import torch.nn as nn
import torch.nn.functional as F


class LearnedEnsemble(nn.Module):
    def __init__(self, d, k=5):
        super().__init__()
        self.members = nn.ModuleList([nn.Sequential(nn.Linear(d, 12), nn.Tanh(), nn.Linear(12, 1)) for _ in range(k)])
        self.alpha = nn.Parameter(torch.zeros(k))

    def forward(self, x):
        votes = torch.stack([m(x) for m in self.members], dim=0)
        share = F.softmax(self.alpha, dim=0)
        return torch.einsum("k,kno->no", share, votes)


torch.manual_seed(4)
x = torch.randn(1500, 4)
y = torch.sin(x[:, :1] * 2) + 0.3 * x[:, 1:2] + 0.05 * torch.randn(1500, 1)
net = LearnedEnsemble(4)
opt = torch.optim.Adam(net.parameters(), lr=5e-3)
for epoch in range(20):
    for idx in torch.randperm(1200).split(60):
        loss = F.mse_loss(net(x[idx]), y[idx])
        opt.zero_grad()
        loss.backward()
        opt.step()
with torch.no_grad():
    print("held-out mse", F.mse_loss(net(x[1200:]), y[1200:]).item())
