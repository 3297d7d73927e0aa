"""Bike demand style regression with a wide-and-deep net."""
import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

CONFIG = dict(hidden=64, lr=3e-3, epochs=15, batch=32)


class WideDeep(nn.Module):
    def __init__(self, d, hidden):
        super().__init__()
        self.wide = nn.Linear(d, 1)
        self.deep = nn.Sequential(nn.Linear(d, hidden), nn.SiLU(), nn.Linear(hidden, hidden), nn.SiLU(), nn.Linear(hidden, 1))

    def forward(self, x):
        return self.wide(x) + self.deep(x)


def prepare():
    X, y = load_diabetes(return_X_y=True)
    Xa, Xb, ya, yb = train_test_split(X, y, test_size=0.2, random_state=7)
    sx = StandardScaler().fit(Xa)
    mu, sd = ya.mean(), ya.std()
    f = lambda a: torch.as_tensor(a, dtype=torch.float32)
    train = TensorDataset(f(sx.transform(Xa)), f((ya - mu) / sd))
    test = TensorDataset(f(sx.transform(Xb)), f((yb - mu) / sd))
    return train, test, sd


def main():
    train, test, sd = prepare()
    loader = DataLoader(train, batch_size=CONFIG["batch"], shuffle=True)
    model = WideDeep(10, CONFIG["hidden"])
    optim = torch.optim.AdamW(model.parameters(), lr=CONFIG["lr"], weight_decay=1e-2)
    for epoch in range(CONFIG["epochs"]):
        model.train()
        total = 0.0
        for xb, yb in loader:
            pred = model(xb)
            loss = F.smooth_l1_loss(pred, yb)
            optim.zero_grad()
            loss.backward()
            optim.step()
            total += loss.item() * len(xb)
        print(f"{epoch:02d} {total / len(train):.4f}")

    model.eval()
    with torch.no_grad():
        xt, yt = test.tensors
        mae = (model(xt)[:, 0] - yt).abs().mean().item() * sd
    print("test MAE", mae)


main()
