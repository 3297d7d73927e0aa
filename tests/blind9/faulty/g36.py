import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Expert(nn.Module):
    def __init__(self, width=16):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(3, width), nn.Tanh(), nn.Linear(width, width), nn.Tanh())

    def forward(self, x):
        return self.net(x)


class MixtureNet(nn.Module):
    def __init__(self, names):
        super().__init__()
        self.experts = {name: Expert() for name in names}
        self.gate = nn.Linear(3, len(names))
        self.out = nn.Linear(16, 1)

    def forward(self, x):
        share = torch.softmax(self.gate(x), dim=1)
        views = torch.stack([e(x) for e in self.experts.values()], dim=1)
        return self.out((share.unsqueeze(-1) * views).sum(1)).squeeze(1)


def plant(n, gen):
    x = torch.randn(n, 3, generator=gen)
    y = torch.where(x[:, 0] > 0, torch.sin(3 * x[:, 1]), torch.cos(3 * x[:, 2]) * 1.2)
    return x, y + 0.05 * torch.randn(n, generator=gen)


def main():
    torch.manual_seed(2)
    gen = torch.Generator().manual_seed(2)
    train = TensorDataset(*plant(2000, gen))
    xv, yv = plant(500, gen)
    net = MixtureNet(["warm", "cold", "idle"])
    opt = torch.optim.Adam(net.parameters(), lr=1e-2)
    mse = nn.MSELoss()
    for epoch in range(20):
        net.train()
        for x, y in DataLoader(train, 64, shuffle=True):
            opt.zero_grad()
            loss = mse(net(x), y)
            loss.backward()
            opt.step()
        if epoch % 4 == 3:
            net.eval()
            with torch.no_grad():
                print(f"epoch {epoch + 1}: held-out mse {mse(net(xv), yv).item():.4f}")


main()
