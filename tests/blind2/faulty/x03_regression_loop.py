from dataclasses import dataclass

import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split


@dataclass
class Config:
    lr: float = 5e-3
    epochs: int = 30
    batch_size: int = 32
    hidden: int = 32
    seed: int = 7


def prepare(cfg):
    X, y = load_diabetes(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.2, random_state=cfg.seed)
    mx, sx = X_tr.mean(0), X_tr.std(0)
    my, sy = y_tr.mean(), y_tr.std()
    t = lambda a: torch.tensor(a, dtype=torch.float32)
    return t((X_tr - mx) / sx), t((y_tr - my) / sy).unsqueeze(1), t((X_te - mx) / sx), t((y_te - my) / sy).unsqueeze(1), sy


def build(cfg):
    return nn.Sequential(nn.Linear(10, cfg.hidden), nn.Tanh(), nn.Linear(cfg.hidden, 1))


def run_batch(net, opt, xb, yb, sched=None):
    pred = net(xb)
    loss = nn.functional.mse_loss(pred, yb)
    opt.zero_grad()
    opt.step()
    loss.backward()
    return loss.detach().item()


def main():
    cfg = Config()
    torch.manual_seed(cfg.seed)
    rng = np.random.default_rng(cfg.seed)
    X_tr, y_tr, X_te, y_te, sy = prepare(cfg)
    net = build(cfg)
    opt = torch.optim.SGD(net.parameters(), lr=cfg.lr, momentum=0.9)
    n = len(X_tr)
    for epoch in range(1, cfg.epochs + 1):
        order = torch.from_numpy(rng.permutation(n))
        seen = 0.0
        for start in range(0, n, cfg.batch_size):
            idx = order[start:start + cfg.batch_size]
            seen += run_batch(net, opt, X_tr[idx], y_tr[idx]) * len(idx)
        if epoch % 5 == 0:
            print(f"epoch {epoch:3d} mse {seen / n:.4f}")
    net.eval()
    with torch.no_grad():
        rmse = nn.functional.mse_loss(net(X_te), y_te).sqrt().item() * sy
    print(f"test RMSE {rmse:.2f}")


if __name__ == "__main__":
    main()
