import copy
from dataclasses import dataclass, field

import torch
import torch.nn as nn
from sklearn.datasets import load_diabetes
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


@dataclass
class Hparams:
    lr: float = 0.02
    epochs: int = 12
    patience: int = 4
    sizes: list = field(default_factory=lambda: [10, 128, 1])


def prepare():
    X, y = load_diabetes(return_X_y=True)
    rng = torch.Generator().manual_seed(0)
    perm = torch.randperm(len(X), generator=rng).numpy()
    tr, va, te = perm[:280], perm[280:360], perm[360:]
    sx = StandardScaler().fit(X[tr])
    m, s = y[tr].mean(), y[tr].std()
    out = []
    for idx in (tr, va, te):
        out.append((torch.tensor(sx.transform(X[idx]), dtype=torch.float32),
                    torch.tensor((y[idx] - m) / s, dtype=torch.float32).unsqueeze(1)))
    return out


def build(sizes):
    return nn.Sequential(nn.Linear(sizes[0], sizes[1]), nn.ReLU(), nn.Linear(sizes[1], sizes[2]))


def mse_on(model, data):
    model.eval()
    with torch.no_grad():
        return nn.functional.mse_loss(model(data[0]), data[1]).item()


def run(hp):
    torch.manual_seed(0)
    train, val, test = prepare()
    loader = DataLoader(TensorDataset(*train), batch_size=28, shuffle=True)
    model = build(hp.sizes)
    opt = torch.optim.Adam(model.parameters(), lr=hp.lr)
    best, best_weights, wait = float("inf"), None, 0
    for epoch in range(hp.epochs):
        model.train()
        for xb, yb in loader:
            opt.zero_grad()
            nn.functional.mse_loss(model(xb), yb).backward()
            opt.step()
        v = mse_on(model, val)
        print(f"epoch {epoch:2d} val {v:.4f}")
        if v < best:
            best, wait = v, 0
            best_weights = copy.deepcopy(model.state_dict())
        else:
            wait += 1
            if wait >= hp.patience:
                print("early stopping")
                break
    print("best val", best)
    print("best model on test:", mse_on(model, test))


if __name__ == "__main__":
    run(Hparams())
