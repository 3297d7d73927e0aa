from dataclasses import dataclass

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset


@dataclass
class Opts:
    lr: float = 2e-3
    epochs: int = 12
    weight_ink: float = 2.0
    batch: int = 64


class TwoHeads(nn.Module):
    """Which digit is it, and how much ink does it use?"""

    def __init__(self):
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(64, 96), nn.ReLU(), nn.Dropout(0.1))
        self.digit = nn.Linear(96, 10)
        self.ink = nn.Linear(96, 1)

    def forward(self, x):
        h = self.trunk(x)
        return {"digit": self.digit(h), "ink": self.ink(h).squeeze(-1)}


def losses(out, digit, ink):
    return {"digit": F.cross_entropy(out["digit"], digit), "ink": F.mse_loss(out["ink"], ink)}


def epoch(model, loader, opts, opt=None):
    model.train(opt is not None)
    sums = {"digit": 0.0, "ink": 0.0}
    with torch.set_grad_enabled(opt is not None):
        for x, digit, ink in loader:
            parts = losses(model(x), digit, ink)
            if opt is not None:
                opt.zero_grad()
                (parts["digit"] + opts.weight_ink * parts["ink"]).backward()
                opt.step()
            for k in sums:
                sums[k] += parts[k].item() * len(x)
    return {k: v / len(loader.dataset) for k, v in sums.items()}


def main():
    opts = Opts()
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    X = X / 16
    ink = X.sum(1)
    tr, va = train_test_split(np.arange(len(y)), test_size=0.25, random_state=0, stratify=y)
    ink = (ink - ink[tr].mean()) / ink[tr].std()
    make = lambda rows: TensorDataset(torch.tensor(X[rows]).float(), torch.tensor(y[rows]), torch.tensor(ink[rows]).float())
    train_dl, val_dl = DataLoader(make(tr), opts.batch, shuffle=True), DataLoader(make(va), 256)
    model = TwoHeads()
    opt = torch.optim.Adam(model.parameters(), lr=opts.lr)
    for e in range(opts.epochs):
        t = epoch(model, train_dl, opts, opt)
        v = epoch(model, val_dl, opts)
        print(f"{e:2d} train {t['digit']:.4f} / {t['ink']:.4f}   val {v['digit']:.4f} / {v['ink']:.4f}")


if __name__ == "__main__":
    main()
