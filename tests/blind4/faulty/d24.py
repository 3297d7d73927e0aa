import numpy as np
import torch
from sklearn.datasets import make_classification
from sklearn.model_selection import KFold
from torch import nn

torch.manual_seed(0)
X, y = make_classification(300, 30, n_informative=4, n_redundant=0, flip_y=0.25, class_sep=0.7, random_state=0)
X, y = torch.tensor(X, dtype=torch.float32), torch.tensor(y)


class Study:
    def __init__(self, epochs=40, lr=3e-3, batch=30):
        self.epochs, self.lr, self.batch = epochs, lr, batch
        self.reset()

    def reset(self):
        self.net = nn.Sequential(nn.Linear(30, 64), nn.ReLU(), nn.Linear(64, 2))
        self.opt = torch.optim.Adam(self.net.parameters(), lr=self.lr)

    def fit(self, x, y):
        self.net.train()
        for _ in range(self.epochs):
            for idx in torch.randperm(len(x)).split(self.batch):
                self.opt.zero_grad()
                nn.functional.cross_entropy(self.net(x[idx]), y[idx]).backward()
                self.opt.step()

    def score(self, x, y):
        self.net.eval()
        with torch.no_grad():
            return (self.net(x).argmax(1) == y).float().mean().item()


study = Study()
scores = []
for k, (tr, va) in enumerate(KFold(5, shuffle=True, random_state=0).split(X)):
    mean, std = X[tr].mean(0), X[tr].std(0)
    study.fit((X[tr] - mean) / std, y[tr])
    scores.append(study.score((X[va] - mean) / std, y[va]))
    print(f"fold {k + 1}: {scores[-1]:.3f}")
print("mean", round(float(np.mean(scores)), 3))
