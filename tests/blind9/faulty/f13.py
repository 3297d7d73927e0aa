"""Remaining-useful-life regression from windows of sensor readings."""
from dataclasses import dataclass

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


@dataclass
class HParams:
    window: int = 30
    sensors: int = 6
    hidden: int = 32
    batch: int = 48
    lr: float = 2e-3
    epochs: int = 4


def synthetic_engines(n, hp, seed):
    g = torch.Generator().manual_seed(seed)
    wear = torch.rand(n, generator=g)
    t = torch.linspace(0, 1, hp.window)
    base = torch.randn(n, hp.window, hp.sensors, generator=g) * 0.3
    drift = wear[:, None] * t[None, :]
    x = base + drift[:, :, None]
    y = (wear - 0.5) / 0.29
    return TensorDataset(x, y)


class RULNet(nn.Module):
    def __init__(self, hp):
        super().__init__()
        self.rnn = nn.LSTM(hp.sensors, hp.hidden, num_layers=2)
        self.head = nn.Linear(hp.hidden, 1)

    def forward(self, x):
        # x: (batch, window, sensors)
        out, _ = self.rnn(x)
        return self.head(out[:, -1, :]).squeeze(-1)


def main():
    hp = HParams()
    train = DataLoader(synthetic_engines(480, hp, 0), batch_size=hp.batch, shuffle=True)
    test = DataLoader(synthetic_engines(144, hp, 1), batch_size=hp.batch)
    net = RULNet(hp)
    opt = torch.optim.Adam(net.parameters(), lr=hp.lr)
    huber = nn.HuberLoss()
    for epoch in range(hp.epochs):
        net.train()
        for x, y in train:
            opt.zero_grad()
            loss = huber(net(x), y)
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            opt.step()
        print(epoch, float(loss))
    net.eval()
    err = 0.0
    with torch.no_grad():
        for x, y in test:
            err += (net(x) - y).abs().sum().item()
    print("mae", err / len(test.dataset))


if __name__ == "__main__":
    main()
