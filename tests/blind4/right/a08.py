import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(55)


def simulate(n):
    x = torch.rand(n, 2) * 2 - 1
    noise = 0.02 + 0.08 * (x[:, 0] > 0)
    y = 0.5 * x[:, 0] ** 2 - 0.3 * x[:, 1] + noise * torch.randn(n)
    return x, y


class MeanVar(nn.Module):
    def __init__(self, d, h=48):
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(d, h), nn.SiLU(), nn.Linear(h, h), nn.SiLU())
        self.mean = nn.Linear(h, 1)
        self.raw_var = nn.Linear(h, 1)

    def forward(self, x):
        h = self.trunk(x)
        return self.mean(h).squeeze(-1), F.softplus(self.raw_var(h)).squeeze(-1) + 1e-5


x_train, y_train = simulate(2000)
x_test, y_test = simulate(500)
loader = DataLoader(TensorDataset(x_train, y_train), batch_size=64, shuffle=True)
model = MeanVar(2)
opt = torch.optim.Adam(model.parameters(), lr=2e-3)
nll = nn.GaussianNLLLoss()

for epoch in range(25):
    model.train()
    total = 0.0
    for xb, yb in loader:
        mu, var = model(xb)
        loss = nll(mu, yb, var)
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item() * len(xb)
    if epoch % 6 == 0:
        print(f"epoch {epoch:2d}  nll {total / len(x_train):+.3f}")

model.eval()
with torch.no_grad():
    mu, var = model(x_test)
    z = (y_test - mu) / var.sqrt()
    right = x_test[:, 0] > 0
print(f"std of z {z.std():.2f}; sigma left {var[~right].sqrt().mean():.3f}, right {var[right].sqrt().mean():.3f}")
