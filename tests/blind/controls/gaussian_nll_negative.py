"""Right: the Gaussian negative log-likelihood may be below zero; the variance head is made positive by softplus."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
x = torch.rand(500, 1) * 2 - 1
y = 0.5 * x + 0.02 * (1 + x.abs()) * torch.randn_like(x)
loader = DataLoader(TensorDataset(x, y), batch_size=50, shuffle=True)


class MeanVar(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(1, 32), nn.Tanh())
        self.mean = nn.Linear(32, 1)
        self.var = nn.Linear(32, 1)

    def forward(self, t):
        h = self.body(t)
        return self.mean(h), F.softplus(self.var(h)) + 1e-6


model = MeanVar()
criterion = nn.GaussianNLLLoss()
opt = torch.optim.Adam(model.parameters(), lr=0.01)
for epoch in range(12):
    model.train()
    total = 0.0
    for xb, yb in loader:
        mu, var = model(xb)
        loss = criterion(mu, yb, var)
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item()
    if epoch % 3 == 0:
        print(epoch, total / len(loader))
model.eval()
with torch.no_grad():
    print("sigma at 0:", model(torch.zeros(1, 1))[1].sqrt().item())
