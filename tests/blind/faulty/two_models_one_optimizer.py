import argparse
import copy

import torch
import torch.nn as nn
from sklearn.datasets import make_moons
from sklearn.model_selection import train_test_split

parser = argparse.ArgumentParser(description="compare a small and a wide network")
parser.add_argument("--epochs", default=30, type=int)
parser.add_argument("--lr", default=0.05, type=float)
parser.add_argument("--seed", default=0, type=int)
opts = parser.parse_args()

torch.manual_seed(opts.seed)


def small():
    return nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 2))


def wide():
    return nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 2))


X, y = make_moons(500, noise=0.2, random_state=0)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=0)
X_train = torch.tensor(X_train, dtype=torch.float32)
X_test = torch.tensor(X_test, dtype=torch.float32)
y_train, y_test = torch.tensor(y_train), torch.tensor(y_test)

model_small = small()
model_wide = wide()
opt_small = torch.optim.SGD(model_small.parameters(), lr=opts.lr, momentum=0.9)
opt_wide = torch.optim.SGD(model_small.parameters(), lr=opts.lr, momentum=0.9)


def train(model, optimizer, epochs):
    criterion = nn.CrossEntropyLoss()
    curve = []
    for _ in range(epochs):
        model.train()
        optimizer.zero_grad()
        loss = criterion(model(X_train), y_train)
        loss.backward()
        optimizer.step()
        curve.append(loss.item())
    return curve


def accuracy(model):
    model.eval()
    with torch.no_grad():
        return (model(X_test).argmax(dim=1) == y_test).float().mean().item()


print("== small ==")
curve_small = train(model_small, opt_small, opts.epochs)
print("first/last loss", curve_small[0], curve_small[-1], "test acc", accuracy(model_small))
print("== wide ==")
curve_wide = train(model_wide, opt_wide, opts.epochs)
print("first/last loss", curve_wide[0], curve_wide[-1], "test acc", accuracy(model_wide))
