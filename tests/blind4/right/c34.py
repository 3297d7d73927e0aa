import math

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits

torch.manual_seed(0)


class LoRALinear(nn.Module):
    def __init__(self, base: nn.Linear, rank=4, alpha=8.0):
        super().__init__()
        self.base = base
        for p in self.base.parameters():
            p.requires_grad_(False)
        self.A = nn.Parameter(torch.empty(rank, base.in_features))
        self.B = nn.Parameter(torch.zeros(base.out_features, rank))
        nn.init.kaiming_uniform_(self.A, a=math.sqrt(5))
        self.scale = alpha / rank

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.A.t() @ self.B.t())


def fit(net, loader, epochs, lr):
    opt = torch.optim.Adam([p for p in net.parameters() if p.requires_grad], lr=lr)
    ce = nn.CrossEntropyLoss()
    for _ in range(epochs):
        net.train()
        for x, y in loader:
            opt.zero_grad()
            ce(net(x), y).backward()
            opt.step()


def accuracy(net, x, y):
    net.eval()
    with torch.no_grad():
        return (net(x).argmax(1) == y).float().mean().item()


d = load_digits()
x = torch.tensor(d.data, dtype=torch.float32) / 16
y = torch.tensor(d.target)
p = torch.randperm(len(y))
x, y = x[p], y[p]
mirrored = x.view(-1, 8, 8).flip(2).reshape(-1, 64)
net = nn.Sequential(nn.Linear(64, 96), nn.ReLU(), nn.Linear(96, 10))
fit(net, DataLoader(TensorDataset(x[:1300], y[:1300]), 50, shuffle=True), 10, 2e-3)
print("plain", accuracy(net, x[1300:], y[1300:]), "mirrored before", accuracy(net, mirrored[1300:], y[1300:]))
net[0], net[2] = LoRALinear(net[0]), LoRALinear(net[2])
fit(net, DataLoader(TensorDataset(mirrored[:1300], y[:1300]), 50, shuffle=True), 12, 5e-3)
print("mirrored after", accuracy(net, mirrored[1300:], y[1300:]))
