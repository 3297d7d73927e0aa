"""Keep the best epoch of a noisy fine-fitting run."""
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make(n, rng):
    x = rng.uniform(-1, 1, (n, 8))
    y = np.sin(3 * x[:, 0]) + x[:, 1] * x[:, 2] + 0.6 * rng.standard_normal(n)
    return TensorDataset(torch.tensor(x, dtype=torch.float32) * 1.7, torch.tensor(y, dtype=torch.float32))


class Keeper:
    def __init__(self, model):
        self.model = model
        self.lowest = float("inf")
        self.weights = None
        self.epoch = -1

    def look(self, epoch, value):
        if value < self.lowest:
            self.lowest, self.epoch = value, epoch
            self.weights = dict(self.model.state_dict())

    def restore(self):
        self.model.load_state_dict(self.weights)


def mean_loss(model, loader):
    model.eval()
    total = n = 0
    with torch.no_grad():
        for x, y in loader:
            total += ((model(x).squeeze(1) - y) ** 2).sum().item()
            n += len(y)
    return total / n


def main():
    rng = np.random.default_rng(8)
    torch.manual_seed(8)
    train, valid, test = make(300, rng), make(300, rng), make(600, rng)
    loaders = [DataLoader(s, batch_size=20, shuffle=i == 0) for i, s in enumerate((train, valid, test))]
    model = nn.Sequential(nn.Linear(8, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, 1))
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    keeper = Keeper(model)
    for epoch in range(60):
        model.train()
        for x, y in loaders[0]:
            opt.zero_grad()
            loss = nn.functional.mse_loss(model(x).squeeze(1), y)
            loss.backward()
            opt.step()
        keeper.look(epoch, mean_loss(model, loaders[1]))
    keeper.restore()
    print(f"best epoch {keeper.epoch}, validation there {keeper.lowest:.4f}")
    print(f"validation now {mean_loss(model, loaders[1]):.4f}")
    print(f"test {mean_loss(model, loaders[2]):.4f}")


main()
