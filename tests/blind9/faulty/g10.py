"""Regression on a wavy surface: small MLP with pluggable initialisers."""
import numpy as np
import torch
from torch import nn

INITIALISERS = {
    "xavier": lambda w: nn.init.xavier_uniform_(w),
    "he": lambda w: nn.init.kaiming_normal_(w, nonlinearity="relu"),
    "flat": lambda w: nn.init.constant_(w, 1.0 / w.shape[1]),
}


class Config:
    initialiser = "flat"
    width = 48
    lr = 3e-3
    epochs = 60
    batch = 64


def surface(n, rng):
    x = rng.uniform(-2, 2, (n, 2))
    y = np.sin(2 * x[:, 0]) * np.cos(1.5 * x[:, 1]) + 0.05 * rng.standard_normal(n)
    return torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.float32).unsqueeze(1)


class MLP(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.l1 = nn.Linear(2, cfg.width)
        self.l2 = nn.Linear(cfg.width, cfg.width)
        self.l3 = nn.Linear(cfg.width, 1)
        for layer in (self.l1, self.l2, self.l3):
            INITIALISERS[cfg.initialiser](layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, x):
        x = torch.tanh(self.l1(x))
        x = torch.tanh(self.l2(x))
        return self.l3(x)


def train(cfg):
    torch.manual_seed(2)
    rng = np.random.default_rng(2)
    x, y = surface(1500, rng)
    xv, yv = surface(400, rng)
    model = MLP(cfg)
    opt = torch.optim.Adam(model.parameters(), lr=cfg.lr)
    mse = nn.MSELoss()
    for epoch in range(1, cfg.epochs + 1):
        model.train()
        for idx in torch.randperm(len(x)).split(cfg.batch):
            loss = mse(model(x[idx]), y[idx])
            opt.zero_grad()
            loss.backward()
            opt.step()
        if epoch % 10 == 0:
            model.eval()
            with torch.no_grad():
                v = mse(model(xv), yv).item()
            print(f"epoch {epoch}: validation mse {v:.4f} (variance {yv.var().item():.4f})")
    return model


if __name__ == "__main__":
    train(Config)
