"""Uncertainty by MC dropout on a 1-d regression."""
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


class Regressor(nn.Module):
    def __init__(self, p=0.1):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(1, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Dropout(p),
            nn.Linear(64, 64), nn.ReLU(), nn.Dropout(p),
            nn.Linear(64, 1),
        )

    def forward(self, x):
        return self.net(x)


def enable_dropout(model):
    for m in model.modules():
        if isinstance(m, nn.Dropout):
            m.train()


@torch.no_grad()
def mc_predict(model, x, samples=50):
    model.eval()
    enable_dropout(model)
    draws = torch.stack([model(x) for _ in range(samples)])
    model.eval()
    return draws.mean(0), draws.std(0)


def make(n, seed):
    g = torch.Generator().manual_seed(seed)
    x = torch.rand(n, 1, generator=g) * 4 - 2
    return TensorDataset(x, torch.sin(2 * x) + 0.1 * torch.randn(n, 1, generator=g))


def main():
    train, test = make(512, 0), make(128, 1)
    model = Regressor()
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    for epoch in range(30):
        model.train()
        for x, y in DataLoader(train, batch_size=64, shuffle=True):
            opt.zero_grad()
            loss = nn.functional.mse_loss(model(x), y)
            loss.backward()
            opt.step()
    x, y = test.tensors
    mean, std = mc_predict(model, x)
    inside = ((y - mean).abs() < 2 * (std + 0.1)).float().mean().item()
    print("rmse", ((mean - y) ** 2).mean().sqrt().item(), "inside 2 sigma", inside)


if __name__ == "__main__":
    main()
