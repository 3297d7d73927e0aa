import argparse
import torch
import torch.nn as nn
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


def parse():
    p = argparse.ArgumentParser("Diabetes progression")
    p.add_argument("--width", type=int, default=40)
    p.add_argument("--epochs", type=int, default=10)
    p.add_argument("--lr", type=float, default=0.005)
    p.add_argument("--bs", type=int, default=32)
    p.add_argument("--seed", type=int, default=0)
    return p.parse_args()


def build_net(n_in, width):
    net = nn.Sequential()
    net.add_module("fc1", nn.Linear(n_in, width))
    net.add_module("act1", nn.ReLU())
    net.add_module("fc2", nn.Linear(width, width))
    net.add_module("act2", nn.ReLU())
    net.add_module("fc3", nn.Linear(width, 1))
    net.add_module("out", nn.Sigmoid())
    return net


def get_data(seed, bs):
    X, y = load_diabetes(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.2, random_state=seed)
    sx = StandardScaler().fit(X_tr)
    sy = StandardScaler().fit(y_tr[:, None])
    t = lambda a: torch.tensor(a, dtype=torch.float32)
    tr = TensorDataset(t(sx.transform(X_tr)), t(sy.transform(y_tr[:, None])))
    te = TensorDataset(t(sx.transform(X_te)), t(sy.transform(y_te[:, None])))
    return DataLoader(tr, bs, shuffle=True), te


def r2(pred, y):
    return 1 - ((pred - y) ** 2).sum() / ((y - y.mean()) ** 2).sum()


if __name__ == "__main__":
    args = parse()
    torch.manual_seed(args.seed)
    loader, test = get_data(args.seed, args.bs)
    net = build_net(10, args.width)
    criterion = nn.MSELoss()
    opt = torch.optim.Adam(net.parameters(), lr=args.lr)
    for epoch in range(args.epochs):
        net.train()
        for xb, yb in loader:
            opt.zero_grad()
            loss = criterion(net(xb), yb)
            loss.backward()
            opt.step()
    net.eval()
    with torch.no_grad():
        pred = net(test.tensors[0])
    print("R2:", r2(pred, test.tensors[1]).item(), "min/max prediction", pred.min().item(), pred.max().item())
