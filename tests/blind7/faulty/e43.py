from dataclasses import dataclass, field
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


@dataclass
class Params:
    seq: int = 15
    feat: int = 2
    hidden: int = 24
    layers: int = 1
    lr: float = 4e-3
    epochs: int = 8
    sizes: dict = field(default_factory=lambda: {"train": 1500, "test": 400})


class SeqRegressor(nn.Module):
    def __init__(self, p: Params):
        super().__init__()
        self.lstm = nn.LSTM(p.feat, p.hidden, p.layers)
        self.fc = nn.Linear(p.hidden, 1)

    def forward(self, x):
        out, (h, c) = self.lstm(x)
        return self.fc(out[:, -1, :])


def adding_problem(n, p):
    """the classic: add the two values that are marked"""
    v = torch.rand(n, p.seq)
    mark = torch.zeros(n, p.seq)
    for i in range(n):
        a, b = torch.randperm(p.seq)[:2]
        mark[i, a] = mark[i, b] = 1
    return TensorDataset(torch.stack([v, mark], dim=2), (v * mark).sum(1, keepdim=True))


def main(p=Params()):
    torch.manual_seed(1)
    loaders = {k: DataLoader(adding_problem(n, p), batch_size=50, shuffle=(k == "train")) for k, n in p.sizes.items()}
    net = SeqRegressor(p)
    opt = torch.optim.Adam(net.parameters(), lr=p.lr)
    mse = nn.MSELoss()
    for epoch in range(p.epochs):
        net.train()
        for x, y in loaders["train"]:
            opt.zero_grad()
            mse(net(x), y).backward()
            opt.step()
        net.eval()
        with torch.no_grad():
            e = sum(mse(net(x), y).item() * len(y) for x, y in loaders["test"]) / p.sizes["test"]
        print(epoch, e)


main()
