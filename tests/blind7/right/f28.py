from dataclasses import dataclass
import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset


@dataclass(frozen=True)
class Cfg:
    gamma: float = 2.0
    lr: float = 3e-3
    epochs: int = 10
    bs: int = 64


class Focal(nn.Module):
    def __init__(self, gamma):
        super().__init__()
        self.gamma = gamma

    def forward(self, z, y):
        logp = z.log_softmax(dim=-1).gather(1, y.unsqueeze(1)).squeeze(1)
        return (-(1 - logp.exp()) ** self.gamma * logp).mean()


def main(c: Cfg):
    torch.manual_seed(27)
    X, y = load_digits(return_X_y=True)
    X, y = torch.tensor(X / 16).float(), torch.tensor(y)
    a, b = train_test_split(range(len(y)), test_size=0.2, random_state=27)
    net, loss = nn.Sequential(nn.Linear(64, 48), nn.ReLU(), nn.Linear(48, 10)), Focal(c.gamma)
    opt = torch.optim.Adam(net.parameters(), lr=c.lr)
    for _ in range(c.epochs):
        for xb, yb in DataLoader(TensorDataset(X[a], y[a]), c.bs, shuffle=True):
            opt.zero_grad()
            loss(net(xb), yb).backward()
            opt.step()
    with torch.no_grad():
        print((net(X[b]).softmax(-1).argmax(-1) == y[b]).float().mean().item())


main(Cfg())
