import copy
from dataclasses import dataclass

import torch
import torch.nn as nn
from sklearn.datasets import make_classification
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


@dataclass
class Cfg:
    lr: float = 2e-3
    decay: float = 0.98
    epochs: int = 15
    bs: int = 64


class ModelEMA:
    def __init__(self, model, decay):
        self.module = copy.deepcopy(model).eval()
        self.decay = decay

    @torch.no_grad()
    def update(self, model):
        for e, p in zip(self.module.state_dict().values(), model.state_dict().values()):
            if e.dtype.is_floating_point:
                e.mul_(self.decay).add_(p.detach(), alpha=1 - self.decay)
            else:
                e.copy_(p)


def accuracy(m, x, y):
    was = m.training
    m.eval()
    with torch.no_grad():
        a = (m(x).argmax(1) == y).float().mean().item()
    m.train(was)
    return a


cfg = Cfg()
torch.manual_seed(0)
X, y = make_classification(4000, 20, n_informative=10, n_classes=4, n_clusters_per_class=1, class_sep=1.5, random_state=0)
Xa, Xb, ya, yb = train_test_split(X, y, test_size=0.25, random_state=0)
s = StandardScaler().fit(Xa)
Xa, Xb = (torch.tensor(s.transform(v), dtype=torch.float32) for v in (Xa, Xb))
ya, yb = torch.tensor(ya), torch.tensor(yb)
model = nn.Sequential(nn.Linear(20, 48), nn.BatchNorm1d(48), nn.ReLU(), nn.Linear(48, 4))
ema = ModelEMA(model, cfg.decay)
opt = torch.optim.Adam(model.parameters(), lr=cfg.lr, weight_decay=1e-4)
ce = nn.CrossEntropyLoss()
dl = DataLoader(TensorDataset(Xa, ya), cfg.bs, shuffle=True, drop_last=True)
for epoch in range(cfg.epochs):
    model.train()
    tot = 0.0
    for xb_, yb_ in dl:
        opt.zero_grad()
        loss = ce(model(xb_), yb_)
        loss.backward()
        opt.step()
        ema.update(model)
        tot += loss.item()
    print(f'{epoch + 1:2d} loss {tot / len(dl):.4f} val raw {accuracy(model, Xb, yb):.4f} ema {accuracy(ema.module, Xb, yb):.4f}')
