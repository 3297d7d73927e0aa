# Robot arm: predict joint torque from position / velocity / acceleration
import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import Dataset, DataLoader

rng = np.random.default_rng(0)


def simulate(n):
    q = rng.uniform(-1.5, 1.5, size=(n, 3))
    dq = rng.normal(size=(n, 3))
    ddq = rng.normal(size=(n, 3))
    tau = 2.0 * ddq + 0.5 * dq + 4.0 * np.sin(q)
    tau += 0.05 * rng.normal(size=tau.shape)
    return np.concatenate([q, dq, ddq], axis=1), tau


class TorqueData(Dataset):
    def __init__(self, n):
        x, t = simulate(n)
        self.x = torch.from_numpy(x)
        self.t = torch.from_numpy(t)

    def __len__(self):
        return self.x.shape[0]

    def __getitem__(self, i):
        return self.x[i], self.t[i]


class InverseDynamics(nn.Module):
    def __init__(self, hidden=64):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(9, hidden), nn.Tanh(),
            nn.Linear(hidden, hidden), nn.Tanh(),
            nn.Linear(hidden, 3),
        )

    def forward(self, x):
        return self.net(x)


def main():
    torch.manual_seed(0)
    train = DataLoader(TorqueData(2000), batch_size=64, shuffle=True)
    valid = DataLoader(TorqueData(400), batch_size=200)
    model = InverseDynamics()
    loss_fn = nn.MSELoss()
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(10):
        model.train()
        for x, t in train:
            opt.zero_grad()
            loss = loss_fn(model(x), t)
            loss.backward()
            opt.step()
        model.eval()
        with torch.no_grad():
            v = sum(loss_fn(model(x), t).item() * len(x) for x, t in valid) / len(valid.dataset)
        print(f'epoch {epoch}: valid mse {v:.4f}')


if __name__ == '__main__':
    main()
