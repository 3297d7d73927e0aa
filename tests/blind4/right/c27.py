import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

GRADES = 5


def students(n, seed):
    g = torch.Generator().manual_seed(seed)
    x = torch.randn(n, 6, generator=g)
    skill = x[:, 0] + 0.7 * x[:, 1] - 0.5 * x[:, 2] * x[:, 3] + 0.2 * torch.randn(n, generator=g)
    return x, torch.bucketize(skill, torch.tensor([-1.2, -0.4, 0.4, 1.2]))


def to_levels(y):
    """Grade 3 of 0..4 becomes 1, 1, 1, 0."""
    return (y.unsqueeze(1) > torch.arange(GRADES - 1)).float()


class Ordinal(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.f = nn.Sequential(nn.Linear(d, 48), nn.ReLU(), nn.Linear(48, 1, bias=False))
        self.first = nn.Parameter(torch.tensor([-1.0]))
        self.gaps = nn.Parameter(torch.zeros(GRADES - 2))

    def forward(self, x):
        cuts = torch.cat([self.first, self.first + nn.functional.softplus(self.gaps).cumsum(0)])
        return self.f(x) - cuts


def main():
    torch.manual_seed(0)
    loader = DataLoader(TensorDataset(*students(2000, 1)), batch_size=50, shuffle=True)
    xt, yt = students(500, 2)
    net = Ordinal(6)
    opt = torch.optim.Adam(net.parameters(), lr=5e-3)
    bce = nn.BCEWithLogitsLoss()
    for epoch in range(12):
        net.train()
        total = 0.0
        for x, y in loader:
            opt.zero_grad()
            loss = bce(net(x), to_levels(y))
            loss.backward()
            opt.step()
            total += loss.item() * len(y)
        if epoch % 3 == 2:
            net.eval()
            with torch.no_grad():
                rank = (net(xt) > 0).sum(dim=1)
            print(f"epoch {epoch + 1} loss {total / 2000:.4f} exact {(rank == yt).float().mean():.3f} "
                  f"mean error {(rank - yt).abs().float().mean():.3f}")


if __name__ == "__main__":
    main()
