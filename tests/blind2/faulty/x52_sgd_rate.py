from dataclasses import dataclass, field

import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


@dataclass
class Settings:
    hidden: list = field(default_factory=lambda: [128, 64, 32])
    optimiser: dict = field(default_factory=lambda: {"lr": 1.0, "momentum": 0.9})
    epochs: int = 12
    batch_size: int = 64


def make_net(hidden):
    dims = [64, *hidden]
    layers = []
    for a, b in zip(dims[:-1], dims[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(dims[-1], 10))


class Session:
    def __init__(self, settings):
        self.s = settings
        self.net = make_net(settings.hidden)
        self.opt = torch.optim.SGD(self.net.parameters(), **settings.optimiser)

    def epoch(self, X, y):
        self.net.train()
        total = 0.0
        for idx in torch.randperm(len(y)).split(self.s.batch_size):
            self.opt.zero_grad()
            loss = F.cross_entropy(self.net(X[idx]), y[idx])
            loss.backward()
            self.opt.step()
            total += loss.item() * len(idx)
        return total / len(y)

    @torch.no_grad()
    def accuracy(self, X, y):
        self.net.eval()
        return (self.net(X).argmax(1) == y).float().mean().item()


def main():
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X / 16, y, test_size=0.2, random_state=0, stratify=y)
    X_tr, X_te = torch.tensor(X_tr).float(), torch.tensor(X_te).float()
    y_tr, y_te = torch.tensor(y_tr), torch.tensor(y_te)
    session = Session(Settings())
    for e in range(session.s.epochs):
        print(f"epoch {e:2d} loss {session.epoch(X_tr, y_tr):.4f}")
    print(f"accuracy {session.accuracy(X_te, y_te):.4f}")


if __name__ == "__main__":
    main()
