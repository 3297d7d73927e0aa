import numpy as np
import torch
from torch import nn
from sklearn.datasets import make_classification
from sklearn.model_selection import StratifiedKFold


class Study:
    """Five-fold cross-validation of one architecture."""

    def __init__(self, X, y, factory, folds=5, epochs=40):
        self.X = torch.tensor(X, dtype=torch.float32)
        self.y = torch.tensor(y)
        self.factory = factory
        self.splitter = StratifiedKFold(folds, shuffle=True, random_state=0)
        self.epochs = epochs
        self._net = None

    @property
    def net(self):
        if self._net is None:
            self._net = self.factory()
        return self._net

    def _standardise(self, tr, te):
        m, s = self.X[tr].mean(0), self.X[tr].std(0)
        return (self.X[tr] - m) / s, (self.X[te] - m) / s

    def _fold(self, tr, te):
        a, b = self._standardise(tr, te)
        ya, yb = self.y[tr], self.y[te]
        opt = torch.optim.Adam(self.net.parameters(), lr=2e-3)
        for _ in range(self.epochs):
            self.net.train()
            for idx in torch.randperm(len(a)).split(40):
                opt.zero_grad()
                loss = nn.functional.cross_entropy(self.net(a[idx]), ya[idx])
                loss.backward()
                opt.step()
        self.net.eval()
        with torch.no_grad():
            return (self.net(b).argmax(1) == yb).float().mean().item()

    def run(self):
        scores = []
        for k, (tr, te) in enumerate(self.splitter.split(self.X, self.y)):
            scores.append(self._fold(tr, te))
            print(f"fold {k + 1}: {scores[-1]:.3f}")
        print(f"mean {np.mean(scores):.3f} +- {np.std(scores):.3f}")


def mlp():
    return nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 3))


if __name__ == "__main__":
    torch.manual_seed(18)
    X, y = make_classification(600, n_features=20, n_informative=7, n_classes=3, flip_y=0.2, class_sep=0.7, random_state=18)
    Study(X, y, mlp).run()
