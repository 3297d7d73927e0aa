import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(4)


def cars(n):
    age = 15 * torch.rand(n)
    km = age * (5 + 15 * torch.rand(n)) * 1000
    power = 60 + 140 * torch.rand(n)
    price = 4000 + 220 * power * torch.exp(-0.12 * age) - 0.03 * km + 800 * torch.randn(n)
    return torch.stack([age, km, power], 1), price


class Scaler(nn.Module):
    def __init__(self, t):
        super().__init__()
        self.register_buffer("mean", t.mean(0))
        self.register_buffer("std", t.std(0))

    def forward(self, t):
        return (t - self.mean) / self.std

    def inverse(self, t):
        return t * self.std + self.mean


class CarNet(nn.Module):
    def __init__(self, x, y):
        super().__init__()
        self.sx, self.sy = Scaler(x), Scaler(y)
        self.net = nn.Sequential(nn.Linear(3, 48), nn.ReLU(), nn.Linear(48, 48), nn.ReLU(), nn.Linear(48, 1))

    def forward(self, x):
        return self.net(self.sx(x)).squeeze(1)

    @torch.no_grad()
    def price(self, x):
        self.eval()
        return self.sy.inverse(self(x))


xa, ya = cars(2000)
xb, yb = cars(500)
model = CarNet(xa, ya)
opt = torch.optim.Adam(model.parameters(), lr=2e-3)
for epoch in range(12):
    model.train()
    tot = 0.0
    for x, y in DataLoader(TensorDataset(xa, ya), 50, shuffle=True):
        opt.zero_grad()
        loss = F.huber_loss(model(x), model.sy(y))
        loss.backward()
        opt.step()
        tot += loss.item() * len(y)
    if epoch % 3 == 2:
        print(f"epoch {epoch + 1} huber {tot / len(ya):.4f} mean error {F.l1_loss(model.price(xb), yb):.0f} euro")
