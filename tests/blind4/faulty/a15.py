import argparse

import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

ACTS = {
    "relu": nn.ReLU,
    "tanh": nn.Tanh,
    "prob": lambda: nn.Softmax(dim=-1),
    "none": nn.Identity,
}


def mlp(sizes, hidden="relu", final="none", p=0.1):
    layers = []
    for i in range(len(sizes) - 1):
        layers.append(nn.Linear(sizes[i], sizes[i + 1]))
        if i < len(sizes) - 2:
            layers += [ACTS[hidden](), nn.Dropout(p)]
        else:
            layers.append(ACTS[final]())
    return nn.Sequential(*layers)


def parse():
    ap = argparse.ArgumentParser()
    ap.add_argument("--epochs", type=int, default=40)
    ap.add_argument("--lr", type=float, default=5e-3)
    ap.add_argument("--width", type=int, default=32)
    return ap.parse_args([])


def main():
    args = parse()
    torch.manual_seed(0)
    X, y = load_wine(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.3, stratify=y, random_state=0)
    sc = StandardScaler().fit(X_tr)
    X_tr = torch.from_numpy(sc.transform(X_tr).astype(np.float32))
    X_te = torch.from_numpy(sc.transform(X_te).astype(np.float32))
    y_tr, y_te = torch.from_numpy(y_tr).long(), torch.from_numpy(y_te).long()

    model = mlp([13, args.width, args.width, 3], final="prob")
    opt = torch.optim.Adam(model.parameters(), lr=args.lr)
    ce = nn.CrossEntropyLoss()

    for ep in range(args.epochs):
        model.train()
        perm = torch.randperm(len(X_tr))
        for idx in perm.split(16):
            out = model(X_tr[idx])
            loss = ce(out, y_tr[idx])
            opt.zero_grad()
            loss.backward()
            opt.step()
        if ep % 10 == 9:
            model.eval()
            with torch.no_grad():
                pred = model(X_te).argmax(1)
            print(ep + 1, f"loss={loss.item():.3f}", f"acc={(pred == y_te).float().mean():.3f}")


if __name__ == "__main__":
    main()
