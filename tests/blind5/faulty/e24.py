"""Behaviour cloning of a line-following robot from logged (sensor, steering) pairs."""
import csv

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, random_split

LOG_FILE = 'runs/teleop_0412.csv'
N_SENSORS = 8


class TeleopLog(Dataset):
    def __init__(self, path):
        rows = []
        with open(path) as f:
            for r in csv.DictReader(f):
                sensors = [float(r[f's{k}']) / 1023.0 for k in range(N_SENSORS)]
                rows.append(sensors + [float(r['steer'])])
        t = torch.tensor(rows)
        self.obs, self.act = t[:, :N_SENSORS], t[:, N_SENSORS:]

    def __len__(self):
        return self.obs.shape[0]

    def __getitem__(self, k):
        return self.obs[k], self.act[k]


class Policy(nn.Module):
    def __init__(self, hidden=64):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(N_SENSORS, hidden), nn.Tanh(),
            nn.Linear(hidden, hidden), nn.Tanh(),
            nn.Linear(hidden, 1))

    def forward(self, o):
        return self.net(o)


def main():
    torch.manual_seed(0)
    log = TeleopLog(LOG_FILE)
    n_val = len(log) // 5
    tr, va = random_split(log, [len(log) - n_val, n_val])
    tr_loader = DataLoader(tr, 64, shuffle=True)
    va_loader = DataLoader(va, 256)
    policy = Policy()
    criterion = nn.SmoothL1Loss()
    optimizer = torch.optim.Adam(policy.parameters(), lr=5e-4)

    for epoch in range(40):
        policy.train()
        run = 0.0
        for obs, act in tr_loader:
            loss = criterion(policy(obs), act)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step
            run += loss.item()
        policy.eval()
        with torch.no_grad():
            va_loss = sum(criterion(policy(o), a).item() for o, a in va_loader) / len(va_loader)
        if epoch % 5 == 0:
            print(f'ep {epoch:3d}  train {run / len(tr_loader):.4f}  val {va_loss:.4f}')
    torch.save(policy.state_dict(), 'bc_policy.pt')


if __name__ == '__main__':
    main()
