from dataclasses import asdict, dataclass

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


@dataclass(frozen=True)
class Config:
    n_train: int = 3000
    n_test: int = 1000
    hidden: int = 32
    lr: float = 5e-3
    epochs: int = 15
    batch_size: int = 64
    seed: int = 3


def bikes(n, g):
    """rentals per hour: temperature, rain, time of day"""
    temp = torch.randn(n, generator=g)
    rain = (torch.rand(n, generator=g) < 0.3).float()
    hour = torch.rand(n, generator=g) * 2 - 1
    rate = torch.exp(1.5 + 0.5 * temp - 0.8 * rain - 1.5 * hour ** 2)
    count = torch.poisson(rate, generator=g)
    return torch.stack([temp, rain, hour], 1), count, rate


class LogRate(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(3, hidden), nn.Tanh(), nn.Linear(hidden, hidden), nn.Tanh(), nn.Linear(hidden, 1))

    def forward(self, x):
        return self.net(x).squeeze(1)


def main():
    cfg = Config()
    print(asdict(cfg))
    torch.manual_seed(cfg.seed)
    g = torch.Generator().manual_seed(cfg.seed)
    x, c, _ = bikes(cfg.n_train, g)
    x_te, c_te, rate_te = bikes(cfg.n_test, g)
    loader = DataLoader(TensorDataset(x, c), batch_size=cfg.batch_size, shuffle=True)
    model = LogRate(cfg.hidden)
    criterion = nn.PoissonNLLLoss(log_input=True)
    opt = torch.optim.Adam(model.parameters(), lr=cfg.lr)
    for epoch in range(cfg.epochs):
        model.train()
        total = 0.0
        for xb, cb in loader:
            opt.zero_grad()
            loss = criterion(model(xb), cb)
            loss.backward()
            opt.step()
            total += loss.item() * len(cb)
        if epoch % 3 == 2:
            print(f"epoch {epoch + 1} poisson nll {total / cfg.n_train:.4f}")
    model.eval()
    with torch.no_grad():
        log_rate = model(x_te)
    print(f"test nll {criterion(log_rate, c_te):.4f}, with the true rates {criterion(rate_te.log(), c_te):.4f}, "
          f"with one constant {criterion(c.mean().log().expand_as(c_te), c_te):.4f}")


if __name__ == "__main__":
    main()
