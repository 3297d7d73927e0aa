import argparse

import torch
import torch.nn as nn
from sklearn.datasets import make_regression
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset


def get_args():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--lr", type=float, default=1e-3)
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--hidden", type=int, default=32)
    return parser.parse_args()


def get_loss(name):
    if name == "mse":
        return nn.MSELoss(reduction="none")
    return nn.L1Loss()


def get_data(batch_size):
    X, y = make_regression(n_samples=320, n_features=8, noise=3.0, random_state=0)
    y = (y - y.mean()) / y.std()
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.2, random_state=0)
    tr = TensorDataset(torch.tensor(X_tr, dtype=torch.float32),
                       torch.tensor(y_tr, dtype=torch.float32).view(-1, 1))
    te = TensorDataset(torch.tensor(X_te, dtype=torch.float32),
                       torch.tensor(y_te, dtype=torch.float32).view(-1, 1))
    return DataLoader(tr, batch_size=batch_size, shuffle=True), DataLoader(te, batch_size=batch_size)


def main():
    args = get_args()
    torch.manual_seed(1)
    train_loader, test_loader = get_data(args.batch_size)
    net = nn.Sequential(nn.Linear(8, args.hidden), nn.ReLU(), nn.Linear(args.hidden, 1))
    criterion = get_loss("mse")
    opt = torch.optim.Adam(net.parameters(), lr=args.lr)
    for epoch in range(args.epochs):
        net.train()
        for xb, yb in train_loader:
            opt.zero_grad()
            loss = criterion(net(xb), yb)
            loss.backward()
            opt.step()
        net.eval()
        err, n = 0.0, 0
        with torch.no_grad():
            for xb, yb in test_loader:
                err += (net(xb) - yb).abs().sum().item()
                n += len(yb)
        print("epoch", epoch, "MAE", err / n)


if __name__ == "__main__":
    main()
