import argparse

import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def get_args(argv=()):
    p = argparse.ArgumentParser()
    p.add_argument("--lr", type=float, default=4.0)
    p.add_argument("--epochs", type=int, default=8)
    p.add_argument("--batch-size", type=int, default=64)
    p.add_argument("--hidden", type=int, nargs="+", default=[96, 48])
    return p.parse_args(argv)


def build(hidden):
    layers, w = [], 64
    for h in hidden:
        layers += [nn.Linear(w, h), nn.ReLU()]
        w = h
    return nn.Sequential(*layers, nn.Linear(w, 10))


def data(batch_size):
    d = load_digits()
    xa, xb, ya, yb = train_test_split(d.data / 16.0, d.target, test_size=0.2, random_state=0, stratify=d.target)
    ds = lambda x, y: TensorDataset(torch.tensor(x, dtype=torch.float32), torch.tensor(y))
    return DataLoader(ds(xa, ya), batch_size, shuffle=True), DataLoader(ds(xb, yb), 180)


def main():
    args = get_args()
    torch.manual_seed(0)
    train_dl, test_dl = data(args.batch_size)
    model = build(args.hidden)
    opt = torch.optim.SGD(model.parameters(), lr=args.lr)
    loss_fn = nn.CrossEntropyLoss()
    for epoch in range(args.epochs):
        model.train()
        total = 0.0
        for x, y in train_dl:
            opt.zero_grad()
            loss = loss_fn(model(x), y)
            loss.backward()
            opt.step()
            total += loss.item() * len(y)
        model.eval()
        with torch.no_grad():
            hits = sum((model(x).argmax(1) == y).sum().item() for x, y in test_dl)
        print(f"epoch {epoch + 1} loss {total / len(train_dl.dataset):.4f} acc {hits / len(test_dl.dataset):.3f}")


if __name__ == "__main__":
    main()
