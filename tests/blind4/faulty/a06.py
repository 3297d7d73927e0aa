from dataclasses import dataclass, field

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import make_classification


@dataclass
class NetConfig:
    n_in: int = 16
    width: int = 40
    n_layers: int = 3
    n_out: int = 3
    dropout: float = 0.1


@dataclass
class TrainConfig:
    epochs: int = 12
    lr: float = 2e-3
    batch: int = 50
    net: NetConfig = field(default_factory=NetConfig)


class DeepMLP(nn.Module):
    def __init__(self, cfg: NetConfig):
        super().__init__()
        self.stem = nn.Sequential(nn.Linear(cfg.n_in, cfg.width), nn.ReLU())
        block = nn.Sequential(nn.Linear(cfg.width, cfg.width), nn.ReLU(), nn.Dropout(cfg.dropout))
        self.blocks = nn.ModuleList([block] * cfg.n_layers)
        self.head = nn.Linear(cfg.width, cfg.n_out)

    def forward(self, x):
        x = self.stem(x)
        for b in self.blocks:
            x = b(x)
        return self.head(x)


def make_loaders(cfg):
    x, y = make_classification(2000, cfg.net.n_in, n_informative=8, n_classes=cfg.net.n_out,
                               n_clusters_per_class=2, random_state=17)
    x = torch.tensor(x, dtype=torch.float32)
    y = torch.tensor(y)
    m, s = x[:1600].mean(0), x[:1600].std(0)
    x = (x - m) / s
    return (DataLoader(TensorDataset(x[:1600], y[:1600]), cfg.batch, shuffle=True),
            DataLoader(TensorDataset(x[1600:], y[1600:]), 200))


def main(cfg: TrainConfig):
    torch.manual_seed(17)
    train, test = make_loaders(cfg)
    model = DeepMLP(cfg.net)
    optimizer = torch.optim.Adam(model.parameters(), lr=cfg.lr)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(cfg.epochs):
        model.train()
        for x, y in train:
            optimizer.zero_grad()
            criterion(model(x), y).backward()
            optimizer.step()
    model.eval()
    hits = n = 0
    with torch.no_grad():
        for x, y in test:
            hits += (model(x).argmax(1) == y).sum().item()
            n += len(y)
    print(f"accuracy after {cfg.epochs} epochs: {hits / n:.3f}")


if __name__ == "__main__":
    main(TrainConfig())
