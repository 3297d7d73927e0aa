from dataclasses import dataclass

import torch
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


@dataclass
class Settings:
    lr: float = 1e-6
    epochs: int = 30
    batch: int = 16
    seed: int = 4


class WineNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.l1 = nn.Linear(13, 32)
        self.l2 = nn.Linear(32, 3)

    def forward(self, x):
        return self.l2(torch.relu(self.l1(x)))


class Runner:
    def __init__(self, cfg):
        self.cfg = cfg
        torch.manual_seed(cfg.seed)
        x, y = load_wine(return_X_y=True)
        xa, xb, ya, yb = train_test_split(x, y, test_size=0.25, stratify=y, random_state=cfg.seed)
        sc = StandardScaler().fit(xa)
        self.train_ds = TensorDataset(torch.tensor(sc.transform(xa)).float(), torch.tensor(ya))
        self.xb, self.yb = torch.tensor(sc.transform(xb)).float(), torch.tensor(yb)
        self.model = WineNet()
        self.opt = torch.optim.Adam(self.model.parameters(), lr=cfg.lr)
        self.loss = nn.CrossEntropyLoss()

    def epoch(self):
        self.model.train()
        tot = 0.0
        for x, y in DataLoader(self.train_ds, self.cfg.batch, shuffle=True):
            self.opt.zero_grad()
            loss = self.loss(self.model(x), y)
            loss.backward()
            self.opt.step()
            tot += loss.item() * len(y)
        return tot / len(self.train_ds)

    def accuracy(self):
        self.model.eval()
        with torch.no_grad():
            return (self.model(self.xb).argmax(1) == self.yb).float().mean().item()


if __name__ == "__main__":
    r = Runner(Settings())
    for e in range(r.cfg.epochs):
        l = r.epoch()
        if e % 6 == 5:
            print(f"{e + 1:2d} loss {l:.4f} acc {r.accuracy():.3f}")
