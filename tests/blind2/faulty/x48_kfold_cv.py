import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import make_classification
from sklearn.model_selection import StratifiedKFold


def build(n_in):
    return nn.Sequential(nn.Linear(n_in, 128), nn.ReLU(), nn.Linear(128, 2))


class CrossValidator:
    def __init__(self, X, y, folds=5, epochs=40, lr=3e-3):
        self.X, self.y = X, y
        self.epochs, self.lr = epochs, lr
        self.splitter = StratifiedKFold(folds, shuffle=True, random_state=0)
        self.net = build(X.shape[1])

    def standardise(self, tr, va):
        mean, std = self.X[tr].mean(0), self.X[tr].std(0)
        f = lambda rows: torch.tensor((self.X[rows] - mean) / std, dtype=torch.float32)
        return f(tr), f(va)

    def fit_fold(self, X, y):
        opt = torch.optim.Adam(self.net.parameters(), lr=self.lr)
        for _ in range(self.epochs):
            self.net.train()
            for idx in torch.randperm(len(y)).split(64):
                opt.zero_grad()
                nn.functional.cross_entropy(self.net(X[idx]), y[idx]).backward()
                opt.step()

    @torch.no_grad()
    def score(self, X, y):
        self.net.eval()
        return (self.net(X).argmax(1) == y).float().mean().item()

    def run(self):
        scores = []
        for k, (tr, va) in enumerate(self.splitter.split(self.X, self.y), 1):
            X_tr, X_va = self.standardise(tr, va)
            y_tr, y_va = torch.tensor(self.y[tr]), torch.tensor(self.y[va])
            self.fit_fold(X_tr, y_tr)
            scores.append(self.score(X_va, y_va))
            print(f"fold {k}: accuracy {scores[-1]:.3f}")
        return np.mean(scores), np.std(scores)


if __name__ == "__main__":
    torch.manual_seed(0)
    X, y = make_classification(500, 30, n_informative=5, flip_y=0.3, class_sep=0.6, random_state=0)
    mean, std = CrossValidator(X, y).run()
    print(f"cross-validated accuracy {mean:.3f} +- {std:.3f}")
