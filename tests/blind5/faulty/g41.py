from dataclasses import dataclass

import torch
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


@dataclass
class Config:
    hidden: int = 32
    lr: float = 1e-6
    batch_size: int = 16
    epochs: int = 40
    seed: int = 3


def get_data(cfg):
    X, y = load_wine(return_X_y=True)
    a, b, c, d = train_test_split(X, y, test_size=0.25, random_state=cfg.seed, stratify=y)
    sc = StandardScaler().fit(a)
    t = lambda v: torch.tensor(v, dtype=torch.float32)
    return TensorDataset(t(sc.transform(a)), torch.tensor(c)), TensorDataset(t(sc.transform(b)), torch.tensor(d))


def main():
    cfg = Config()
    torch.manual_seed(cfg.seed)
    tr, va = get_data(cfg)
    loader = DataLoader(tr, cfg.batch_size, shuffle=True)
    net = nn.Sequential(nn.Linear(13, cfg.hidden), nn.ReLU(), nn.Linear(cfg.hidden, 3))
    opt = torch.optim.Adam(net.parameters(), lr=cfg.lr)
    ce = nn.CrossEntropyLoss()
    for ep in range(cfg.epochs):
        net.train()
        tot = 0
        for x, y in loader:
            opt.zero_grad()
            loss = ce(net(x), y)
            loss.backward()
            opt.step()
            tot += loss.item() * len(y)
        if ep % 5 == 4:
            net.eval()
            with torch.no_grad():
                acc = (net(va.tensors[0]).argmax(1) == va.tensors[1]).float().mean()
            print(f'{ep + 1}: loss {tot / len(tr):.4f}  val acc {acc:.3f}')


if __name__ == '__main__':
    main()
