"""Regression where recent rows count more."""
import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split


class WeightedLoss:
    def __init__(self, half_life=100):
        self.base = nn.SmoothL1Loss(reduction="none")
        self.half_life = half_life

    def weights(self, age):
        return 0.5 ** (age / self.half_life)

    def __call__(self, pred, target, age):
        per_row = self.base(pred, target)
        return per_row * self.weights(age)


def batches(n, size, rng):
    order = rng.permutation(n)
    for i in range(0, n, size):
        yield torch.from_numpy(order[i:i + size])


def main():
    torch.manual_seed(1)
    rng = np.random.default_rng(1)
    X, y = load_diabetes(return_X_y=True)
    age = rng.integers(0, 400, len(y)).astype(np.float32)
    X_tr, X_te, y_tr, y_te, a_tr, _ = train_test_split(X, y, age, test_size=0.2, random_state=1)
    mx, sx, my, sy = X_tr.mean(0), X_tr.std(0), y_tr.mean(), y_tr.std()
    f = lambda a: torch.tensor(a, dtype=torch.float32)
    X_tr, X_te, y_tr, y_te = f((X_tr - mx) / sx), f((X_te - mx) / sx), f((y_tr - my) / sy), f((y_te - my) / sy)
    a_tr = torch.from_numpy(a_tr)
    net = nn.Sequential(nn.Linear(10, 24), nn.ReLU(), nn.Linear(24, 1), nn.Flatten(0))
    opt = torch.optim.Adam(net.parameters(), lr=2e-3)
    loss_fn = WeightedLoss()
    for epoch in range(20):
        net.train()
        total = 0.0
        for idx in batches(len(X_tr), 32, rng):
            opt.zero_grad()
            loss = loss_fn(net(X_tr[idx]), y_tr[idx], a_tr[idx])
            loss.backward()
            opt.step()
            total += loss.item() * len(idx)
        if epoch % 5 == 0:
            print(epoch, round(total / len(X_tr), 4))
    net.eval()
    with torch.no_grad():
        print("test huber", nn.functional.smooth_l1_loss(net(X_te), y_te).item())


if __name__ == "__main__":
    main()
