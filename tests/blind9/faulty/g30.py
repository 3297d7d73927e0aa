"""Metric helper class used in all my projects."""
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


class Meter:
    def __init__(self):
        self.values = []

    def add(self, value):
        self.values.append(float(value))

    @property
    def mean(self):
        return sum(self.values) / len(self.values)


def prepare():
    X, y = load_breast_cancer(return_X_y=True)
    Xa, Xb, ya, yb = train_test_split(X, y, test_size=131, random_state=3, stratify=y)
    s = StandardScaler().fit(Xa)
    f = lambda v: torch.tensor(s.transform(v), dtype=torch.float32)

    test = TensorDataset(f(Xb), torch.tensor(yb))
    return TensorDataset(f(Xa), torch.tensor(ya)), test


def test_pass(net, loader, loss_fn):
    acc, loss = Meter(), Meter()
    net.eval()
    with torch.no_grad():
        for x, y in loader:
            out = net(x)
            loss.add(loss_fn(out, y))
            acc.add((out.argmax(1) == y).sum() / loader.batch_size)
    return loss.mean, acc.mean


def main():
    torch.manual_seed(3)
    train, test = prepare()
    train_loader = DataLoader(train, batch_size=32, shuffle=True)
    test_loader = DataLoader(test, batch_size=100)
    net = nn.Sequential(nn.Linear(30, 20), nn.ReLU(), nn.Linear(20, 2))
    opt = torch.optim.Adam(net.parameters(), lr=1e-3, weight_decay=1e-3)
    loss_fn = nn.CrossEntropyLoss()
    for epoch in range(25):
        net.train()
        for x, y in train_loader:
            opt.zero_grad()
            loss_fn(net(x), y).backward()
            opt.step()
        if epoch % 6 == 0:
            loss, acc = test_pass(net, test_loader, loss_fn)
            print(f"epoch {epoch}: test loss {loss:.4f} accuracy {acc:.4f}")


main()
