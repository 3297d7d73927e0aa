import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import load_wine
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import StandardScaler


def factory():
    model = nn.Sequential(nn.Linear(13, 24), nn.ReLU(), nn.Linear(24, 3))
    return model, torch.optim.Adam(model.parameters(), lr=5e-3)


def run_fold(model, opt, x, y, xv, yv):
    for _ in range(30):
        for i in torch.randperm(len(x)).split(24):
            opt.zero_grad()
            nn.functional.cross_entropy(model(x[i]), y[i]).backward()
            opt.step()
    with torch.no_grad():
        return (model(xv).argmax(1) == yv).float().mean().item()


torch.manual_seed(16)
X, y = load_wine(return_X_y=True)
scores = []
model = opt = None
for tr, va in StratifiedKFold(5, shuffle=True, random_state=16).split(X, y):
    sc = StandardScaler().fit(X[tr])
    model, opt = factory()
    t = lambda idx: (torch.tensor(sc.transform(X[idx]), dtype=torch.float32), torch.tensor(y[idx]))
    scores.append(run_fold(model, opt, *t(tr), *t(va)))
print(np.mean(scores), np.std(scores))
