import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Planets(Dataset):
    """Kepler's third law with noise: period from distance and star mass."""

    def __init__(self, n, seed, stats=None):
        rng = np.random.default_rng(seed)
        distance = 10 ** rng.uniform(9.5, 12.5, n)            # metres
        mass = 10 ** rng.uniform(29.5, 31, n)                 # kilograms
        self.period = 2 * np.pi * np.sqrt(distance ** 3 / (6.674e-11 * mass)) * np.exp(rng.normal(0, 0.05, n))
        raw = np.log(np.stack([distance, mass, self.period], 1))
        self.stats = stats or (raw.mean(0), raw.std(0))
        self.t = torch.tensor((raw - self.stats[0]) / self.stats[1], dtype=torch.float32)

    def __len__(self):
        return len(self.t)

    def __getitem__(self, i):
        return self.t[i, :2], self.t[i, 2:]

    def to_seconds(self, z):
        return np.exp(z.numpy()[:, 0] * self.stats[1][2] + self.stats[0][2])


def main():
    torch.manual_seed(0)
    train = Planets(1000, 1)
    test = Planets(300, 2, train.stats)
    net = nn.Sequential(nn.Linear(2, 32), nn.Tanh(), nn.Linear(32, 1))
    opt = torch.optim.Adam(net.parameters(), lr=5e-3)
    mse = nn.MSELoss()
    for epoch in range(20):
        net.train()
        s = 0.0
        for x, y in DataLoader(train, batch_size=40, shuffle=True):
            opt.zero_grad()
            loss = mse(net(x), y)
            loss.backward()
            opt.step()
            s += loss.item() * len(x)
        if epoch % 5 == 4:
            net.eval()
            with torch.no_grad():
                pred = test.to_seconds(net(test.t[:, :2]))
            print(f"epoch {epoch + 1} mse {s / 1000:.5f} median relative error {np.median(abs(pred / test.period - 1)):.3f}")


if __name__ == "__main__":
    main()
