"""Two regressions with bounded outputs on purpose."""
import torch
from torch import nn
import torch.nn.functional as F


class Steering(nn.Module):
    """Angle in [-MAX, MAX] by construction."""
    MAX = 0.6

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(3, 32), nn.ReLU(), nn.Linear(32, 1), nn.Tanh())

    def forward(self, x):
        return self.MAX * self.body(x)


class Counts(nn.Module):
    """Poisson rate: positive."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(3, 32), nn.ReLU(), nn.Linear(32, 1))

    def forward(self, x):
        return F.softplus(self.body(x))


def expert(x):
    return (0.5 * x[:, :1] - 0.4 * x[:, 1:2]).clamp(-0.55, 0.55)


def counts(x):
    return torch.poisson(torch.exp(0.4 * x[:, :1] + 0.3 * x[:, 2:].abs()))


def fit(model, x, y, loss_fn, epochs=40):
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    for _ in range(epochs):
        model.train()
        for idx in torch.randperm(len(x)).split(64):
            opt.zero_grad()
            loss_fn(model(x[idx]), y[idx]).backward()
            opt.step()
    model.eval()
    return model


if __name__ == '__main__':
    torch.manual_seed(0)
    x, xt = torch.randn(1200, 3), torch.randn(300, 3)
    y, yt = expert(x), expert(xt)
    steer = fit(Steering(), x, y, nn.MSELoss())
    c, ct = counts(x), counts(xt)
    rate = fit(Counts(), x, c, nn.PoissonNLLLoss(log_input=False))
    with torch.no_grad():
        print('steering mse', F.mse_loss(steer(xt), yt).item(), 'of', yt.var().item())
        print('counts mse', F.mse_loss(rate(xt), ct).item(), 'of', ct.var().item())
