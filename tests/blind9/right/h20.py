"""Nested evaluation: folds with a fresh net each, early stopping on an inner part."""
import copy

import numpy as np
import torch
from torch import nn
from sklearn.datasets import load_wine
from sklearn.model_selection import StratifiedKFold, train_test_split


def loss_of(net, x, y):
    net.eval()
    with torch.no_grad():
        return nn.functional.cross_entropy(net(x), y).item()


def fit(x, y, xi, yi, patience=15, limit=150):
    net = nn.Sequential(nn.Linear(13, 16), nn.ReLU(), nn.Dropout(0.2), nn.Linear(16, 3))
    opt = torch.optim.Adam(net.parameters(), lr=5e-3, weight_decay=1e-4)
    best, kept, waited = float("inf"), None, 0
    for epoch in range(limit):
        net.train()
        for idx in torch.randperm(len(x)).split(16):
            opt.zero_grad()
            nn.functional.cross_entropy(net(x[idx]), y[idx]).backward()
            opt.step()
        inner = loss_of(net, xi, yi)
        if inner < best:
            best, kept, waited = inner, copy.deepcopy(net.state_dict()), 0
        else:
            waited += 1
            if waited == patience:
                break
    net.load_state_dict(kept)
    return net, epoch + 1


torch.manual_seed(24)
X, y = load_wine(return_X_y=True)
scores = []
for fold, (tr, te) in enumerate(StratifiedKFold(4, shuffle=True, random_state=24).split(X, y)):
    learn, inner = train_test_split(tr, test_size=0.25, random_state=24, stratify=y[tr])
    mean, std = X[learn].mean(0), X[learn].std(0)
    t = lambda i: (torch.tensor((X[i] - mean) / std, dtype=torch.float32), torch.tensor(y[i]))
    net, epochs = fit(*t(learn), *t(inner))
    xt, yt = t(te)
    net.eval()
    with torch.no_grad():
        scores.append((net(xt).argmax(1) == yt).float().mean().item())
    print(f"fold {fold + 1}: {epochs} epochs, accuracy {scores[-1]:.4f}")
print(f"mean {np.mean(scores):.4f} spread {np.std(scores):.4f}")
