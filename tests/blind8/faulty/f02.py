import math
import torch
import torch.nn as nn
from dataclasses import dataclass


@dataclass
class Config:
    lr: float = 3e-3
    epochs: int = 15
    hidden: int = 32
    log_every: int = 5


def make_wave(n=512, seed=1):
    g = torch.Generator().manual_seed(seed)
    x = torch.rand(n, 1, generator=g) * 2 * math.pi - math.pi
    y = torch.sin(x) + 0.05 * torch.randn(n, 1, generator=g)
    return x, y


class Regressor(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(1, hidden), nn.Tanh(),
            nn.Linear(hidden, hidden), nn.Tanh(),
            nn.Linear(hidden, 1),
        )

    def forward(self, x):
        return self.net(x)


class Engine:
    def __init__(self, model, cfg):
        self.model = model
        self.cfg = cfg
        self.criterion = nn.MSELoss()
        self.optimizer = torch.optim.Adam(model.parameters(), lr=cfg.lr)
        self.grad_norms = []

    def _log_grad_norm(self):
        sq = 0.0
        for p in self.model.parameters():
            if p.grad is not None:
                sq += p.grad.detach().pow(2).sum().item()
        self.grad_norms.append(sq ** 0.5)
        self.model.zero_grad()

    def _backward(self, loss):
        loss.backward()
        self._log_grad_norm()

    def train_step(self, x, y):
        self.model.train()
        loss = self.criterion(self.model(x), y)
        self._backward(loss)
        self.optimizer.step()
        return loss.item()


def main():
    cfg = Config()
    torch.manual_seed(0)
    x, y = make_wave()
    engine = Engine(Regressor(cfg.hidden), cfg)
    for epoch in range(cfg.epochs):
        perm = torch.randperm(len(x))
        losses = []
        for i in range(0, len(x), 32):
            idx = perm[i:i + 32]
            losses.append(engine.train_step(x[idx], y[idx]))
        if epoch % cfg.log_every == 0:
            print(epoch, sum(losses) / len(losses), "grad", engine.grad_norms[-1])


if __name__ == "__main__":
    main()
