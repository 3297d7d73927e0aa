import math

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset, random_split


class MeanVar(nn.Module):
    def __init__(self, h=32):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(1, h), nn.Tanh(), nn.Linear(h, h), nn.Tanh())
        self.mu = nn.Linear(h, 1)
        self.logvar = nn.Linear(h, 1)

    def forward(self, x):
        z = self.body(x)
        return self.mu(z), self.logvar(z).exp()


def main():
    torch.manual_seed(0)
    x = torch.rand(1500, 1) * 4 - 2
    y = torch.sin(2 * x) + (0.02 + 0.1 * (x + 2) / 4) * torch.randn_like(x)
    tr, va = random_split(TensorDataset(x, y), [1200, 300], generator=torch.Generator().manual_seed(0))
    net = MeanVar()
    nll = nn.GaussianNLLLoss()
    opt = torch.optim.Adam(net.parameters(), lr=5e-3)
    train_dl, val_dl = DataLoader(tr, 64, shuffle=True), DataLoader(va, 300)
    for epoch in range(50):
        net.train()
        t = 0.0
        for a, b in train_dl:
            mu, var = net(a)
            loss = nll(mu, b, var)
            opt.zero_grad()
            loss.backward()
            opt.step()
            t += loss.item() * len(a)
        if epoch % 10 == 9:
            net.eval()
            with torch.no_grad():
                a, b = next(iter(val_dl))
                mu, var = net(a)
                print(f'epoch {epoch + 1} nll {t / len(tr):.3f} val nll {nll(mu, b, var).item():.3f} rmse {math.sqrt(((mu - b) ** 2).mean().item()):.3f}')


main()
