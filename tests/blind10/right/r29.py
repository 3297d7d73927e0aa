"""Heteroscedastic regression: predict mean and spread."""
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def sample(n, rng):
    x = rng.uniform(-1, 1, (n, 1))
    spread = 0.02 + 0.15 * (x + 1) / 2
    y = np.sin(4 * x) * 0.5 + rng.normal(size=x.shape) * spread
    return torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.float32)


class GaussianNet(nn.Module):
    def __init__(self, width=48):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(1, width), nn.Tanh(), nn.Linear(width, width), nn.Tanh())
        self.mean = nn.Linear(width, 1)
        self.raw_var = nn.Linear(width, 1)

    def forward(self, x):
        h = self.body(x)
        return self.mean(h), nn.functional.softplus(self.raw_var(h)) + 1e-5


def nll(model, loader, criterion):
    model.eval()
    total, inside, n = 0.0, 0, 0
    with torch.no_grad():
        for x, y in loader:
            mean, var = model(x)
            total += criterion(mean, y, var).item() * len(x)
            inside += ((y - mean).abs() < 1.96 * var.sqrt()).sum().item()
            n += len(x)
    return total / n, inside / n


def main():
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    train_dl = DataLoader(TensorDataset(*sample(1500, rng)), batch_size=50, shuffle=True)
    test_dl = DataLoader(TensorDataset(*sample(500, rng)), batch_size=250)
    model = GaussianNet()
    criterion = nn.GaussianNLLLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for epoch in range(30):
        model.train()
        total = 0.0
        for x, y in train_dl:
            mean, var = model(x)
            loss = criterion(mean, y, var)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)
        if epoch % 10 == 9:
            print(f"epoch {epoch + 1} train nll {total / len(train_dl.dataset):.3f}")
    loss, coverage = nll(model, test_dl, criterion)
    print(f"test nll {loss:.3f}, 95% interval covers {coverage:.3f}")


if __name__ == "__main__":
    main()
