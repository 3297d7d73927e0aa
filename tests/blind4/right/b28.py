from dataclasses import dataclass

import torch
from sklearn.datasets import make_classification
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


@dataclass
class Cfg:
    depth: int = 20
    width: int = 32
    lr: float = 2e-3
    epochs: int = 6


class Residual(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.norm = nn.LayerNorm(d)
        self.up, self.down = nn.Linear(d, d), nn.Linear(d, d)
        nn.init.zeros_(self.down.weight)      # every block starts as the identity

    def forward(self, x):
        return x + self.down(torch.sigmoid(self.up(self.norm(x))))


class Deep(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.stem = nn.Linear(16, cfg.width)
        self.blocks = nn.Sequential(*[Residual(cfg.width) for _ in range(cfg.depth)])
        self.head = nn.Sequential(nn.LayerNorm(cfg.width), nn.Linear(cfg.width, 4))

    def forward(self, x):
        return self.head(self.blocks(self.stem(x)))


def main(cfg=Cfg()):
    torch.manual_seed(2)
    x, y = make_classification(1600, 16, n_informative=10, n_classes=4, n_clusters_per_class=2, class_sep=1.5, random_state=2)
    x, y = torch.tensor(x).float(), torch.tensor(y)
    x = (x - x[:1280].mean(0)) / x[:1280].std(0)
    dl = DataLoader(TensorDataset(x[:1280], y[:1280]), 64, shuffle=True)
    net = Deep(cfg)
    opt = torch.optim.AdamW(net.parameters(), lr=cfg.lr)
    ce = nn.CrossEntropyLoss()
    for e in range(cfg.epochs):
        net.train()
        s = 0.0
        for a, b in dl:
            opt.zero_grad()
            loss = ce(net(a), b)
            loss.backward()
            opt.step()
            s += loss.item() * len(b)
        net.eval()
        with torch.no_grad():
            acc = (net(x[1280:]).argmax(1) == y[1280:]).float().mean()
        print(f"epoch {e + 1} loss {s / 1280:.4f} acc {acc:.3f} first-layer grad {net.stem.weight.grad.norm():.2e}")


if __name__ == "__main__":
    main()
