import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from dataclasses import dataclass

@dataclass
class Cfg:
    lr: float = 1e-3
    epochs: int = 5
    hidden: int = 64

def make_loader():
    x = torch.randn(512, 20)
    y = torch.randint(0, 3, (512,))
    return DataLoader(TensorDataset(x, y), batch_size=32, shuffle=True)

class Runner:
    def __init__(self, cfg):
        self.cfg = cfg
        self.net = nn.Sequential(nn.Linear(20, cfg.hidden), nn.ReLU(), nn.Linear(cfg.hidden, 3))
        self.crit = nn.CrossEntropyLoss()
        self.opt = torch.optim.Adam(self.net.parameters(), lr=cfg.lr)

    def _step(self, batch):
        x, y = batch
        loss = self.crit(self.net(x), y)
        loss.backward()
        self.opt.step()
        return {"loss": loss.item()}

    def fit(self, loader):
        for epoch in range(self.cfg.epochs):
            logs = [self._step(b) for b in loader]
            print(epoch, sum(l["loss"] for l in logs) / len(logs))

if __name__ == "__main__":
    Runner(Cfg()).fit(make_loader())
