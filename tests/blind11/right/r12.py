"""Monte Carlo dropout: predictive mean and spread on a 1-D regression with a gap in the data."""
import numpy as np
import torch
from torch import nn


def enable_dropout(model):
    """Everything in eval mode except the dropout layers, which stay random on purpose."""
    model.eval()
    for m in model.modules():
        if isinstance(m, nn.Dropout):
            m.train()


class MCRegressor(nn.Module):
    def __init__(self, p=0.1, width=64):
        super().__init__()
        self.f = nn.Sequential(
            nn.Linear(1, width), nn.ReLU(), nn.Dropout(p),
            nn.Linear(width, width), nn.ReLU(), nn.Dropout(p),
            nn.Linear(width, 1),
        )

    def forward(self, x):
        return self.f(x)

    @torch.no_grad()
    def predict(self, x, samples=100):
        enable_dropout(self)
        draws = torch.stack([self(x) for _ in range(samples)])
        return draws.mean(0), draws.std(0)


def dataset(seed=0):
    rng = np.random.default_rng(seed)
    x = np.concatenate([rng.uniform(-2, -0.5, 150), rng.uniform(0.5, 2, 150)])
    y = np.sin(2 * x) + rng.normal(0, 0.1, x.size)
    return torch.tensor(x, dtype=torch.float32)[:, None], torch.tensor(y, dtype=torch.float32)[:, None]


def main():
    torch.manual_seed(0)
    x, y = dataset()
    xv, yv = dataset(seed=1)
    model = MCRegressor()
    opt = torch.optim.Adam(model.parameters(), lr=3e-3, weight_decay=1e-5)
    for step in range(600):
        model.train()
        opt.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        opt.step()

    mean, spread = model.predict(xv)
    print("held-out RMSE", round(((mean - yv) ** 2).mean().sqrt().item(), 3))
    grid = torch.tensor([[-1.5], [0.0], [1.5], [3.5]])
    m, s = model.predict(grid)
    for g, a, b in zip(grid.flatten().tolist(), m.flatten().tolist(), s.flatten().tolist()):
        print(f"x = {g:4.1f}: {a:6.3f} +- {b:.3f}")


if __name__ == "__main__":
    main()
