from dataclasses import dataclass
import torch
from torch import nn, Tensor


@dataclass
class Config:
    n_num: int = 6
    n_cat: int = 5
    hidden: int = 20
    lr: float = 3e-3
    epochs: int = 40


class TwoTower(nn.Module):
    def __init__(self, cfg: Config):
        super().__init__()
        widths = {"numeric": cfg.n_num, "category": cfg.n_cat}
        self.towers = {name: nn.Sequential(nn.Linear(w, cfg.hidden), nn.ReLU()) for name, w in widths.items()}
        self.merge = nn.Linear(2 * cfg.hidden, 1)

    def forward(self, numeric: Tensor, category: Tensor) -> Tensor:
        a = self.towers["numeric"](numeric)
        b = self.towers["category"](category)
        return self.merge(torch.cat([a, b], dim=1)).squeeze(1)


def make(n: int, cfg: Config):
    num = torch.randn(n, cfg.n_num)
    ids = torch.randint(0, cfg.n_cat, (n,))
    cat = nn.functional.one_hot(ids, cfg.n_cat).float()
    y = num[:, 0] * num[:, 1] + ids.float() / 2 + 0.1 * torch.randn(n)
    return num, cat, y


def main(cfg=Config()):
    torch.manual_seed(17)
    num, cat, y = make(800, cfg)
    vnum, vcat, vy = make(200, cfg)
    net = TwoTower(cfg)
    opt = torch.optim.Adam(net.parameters(), lr=cfg.lr)
    huber = nn.HuberLoss()
    for epoch in range(cfg.epochs):
        for idx in torch.randperm(800).split(80):
            opt.zero_grad()
            huber(net(num[idx], cat[idx]), y[idx]).backward()
            opt.step()
    with torch.no_grad():
        print("validation:", huber(net(vnum, vcat), vy).item())


main()
