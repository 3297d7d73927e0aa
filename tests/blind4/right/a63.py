import numpy as np
import pandas as pd
import torch
from sklearn.datasets import load_wine
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import StandardScaler
from torch import nn


def make_model(width):
    return nn.Sequential(nn.Linear(13, width), nn.ReLU(), nn.Linear(width, 3))


def fit_fold(x_tr, y_tr, width, epochs=25, lr=5e-3):
    model = make_model(width)
    opt = torch.optim.Adam(model.parameters(), lr=lr)
    loss_fn = nn.CrossEntropyLoss()
    model.train()
    for _ in range(epochs):
        for idx in torch.randperm(len(x_tr)).split(16):
            opt.zero_grad()
            loss_fn(model(x_tr[idx]), y_tr[idx]).backward()
            opt.step()
    return model


def score(model, x, y):
    model.eval()
    with torch.no_grad():
        return (model(x).argmax(1) == y).float().mean().item()


def main():
    torch.manual_seed(0)
    wine = load_wine(as_frame=True)
    X, y = wine.data.to_numpy(), wine.target.to_numpy()
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    rows = []
    for width in (4, 16):
        for k, (tr, va) in enumerate(folds.split(X, y)):
            scaler = StandardScaler().fit(X[tr])
            to = lambda i: (torch.tensor(scaler.transform(X[i]), dtype=torch.float32), torch.tensor(y[i]))
            model = fit_fold(*to(tr), width)
            rows.append(dict(width=width, fold=k, acc=score(model, *to(va))))
    table = pd.DataFrame(rows)
    print(table.pivot(index="fold", columns="width", values="acc").round(3))
    print(table.groupby("width").acc.agg(["mean", "std"]).round(3))


if __name__ == "__main__":
    main()
