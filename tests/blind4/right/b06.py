import torch
from torch import nn
from torch.utils.data import DataLoader, IterableDataset


class Stream(IterableDataset):
    """Endless noisy measurements of a pendulum; cut after `length` per epoch."""

    def __init__(self, length, seed):
        self.length = length
        self.gen = torch.Generator().manual_seed(seed)

    def __iter__(self):
        for _ in range(self.length):
            theta, omega = (torch.rand(2, generator=self.gen) * 2 - 1) * torch.tensor([1.5, 2.0])
            t, w, dt = theta.clone(), omega.clone(), 0.05
            for _ in range(10):
                w = w - 9.81 / 5 * torch.sin(t) * dt
                t = t + w * dt
            x = torch.stack([theta / 1.5, omega / 2.0])
            yield x + 0.01 * torch.randn(2, generator=self.gen), torch.stack([t / 1.5, w / 2.0])


class Dynamics(nn.Module):
    def __init__(self, width=48):
        super().__init__()
        self.f = nn.Sequential(nn.Linear(2, width), nn.Tanh(), nn.Linear(width, 2))

    def forward(self, x):
        return x + self.f(x)


def main():
    torch.manual_seed(0)
    train = DataLoader(Stream(640, 1), batch_size=32)
    test = DataLoader(Stream(200, 2), batch_size=100)
    net = Dynamics()
    opt = torch.optim.Adam(net.parameters(), lr=5e-3)
    mse = nn.MSELoss()
    for epoch in range(8):
        net.train()
        s = n = 0
        for x, y in train:
            opt.zero_grad()
            loss = mse(net(x), y)
            loss.backward()
            opt.step()
            s += loss.item() * len(x)
            n += len(x)
        if epoch % 2:
            print(f"epoch {epoch + 1}: {s / n:.5f}")
    net.eval()
    with torch.no_grad():
        print("test", [round(mse(net(x), y).item(), 5) for x, y in test])


if __name__ == "__main__":
    main()
