from collections import OrderedDict

import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import StratifiedKFold
from torch.utils.data import DataLoader, TensorDataset


def build_model(n_features, n_classes=2):
    return nn.Sequential(OrderedDict([
        ("fc1", nn.Linear(n_features, 32)),
        ("relu1", nn.ReLU()),
        ("dropout", nn.Dropout(0.2)),
        ("fc2", nn.Linear(32, n_classes)),
        ("softmax", nn.Softmax(dim=1)),
    ]))


data = load_breast_cancer()
X, y = data.data.astype(np.float32), data.target
kfold = StratifiedKFold(n_splits=5, shuffle=True, random_state=0)

scores = []
for fold, (train_idx, val_idx) in enumerate(kfold.split(X, y), start=1):
    torch.manual_seed(fold)
    mean, std = X[train_idx].mean(axis=0), X[train_idx].std(axis=0)
    X_tr = torch.from_numpy((X[train_idx] - mean) / std)
    X_va = torch.from_numpy((X[val_idx] - mean) / std)
    y_tr, y_va = torch.from_numpy(y[train_idx]), torch.from_numpy(y[val_idx])
    loader = DataLoader(TensorDataset(X_tr, y_tr), batch_size=32, shuffle=True)

    model = build_model(X.shape[1])
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

    for epoch in range(5):
        model.train()
        for xb, yb in loader:
            optimizer.zero_grad()
            loss = criterion(model(xb), yb)
            loss.backward()
            optimizer.step()

    model.eval()
    with torch.no_grad():
        val_out = model(X_va)
        val_loss = criterion(val_out, y_va).item()
        acc = (val_out.argmax(1) == y_va).float().mean().item()
    scores.append(acc)
    print(f"fold {fold}: val loss {val_loss:.4f}  accuracy {acc:.4f}")

print(f"mean accuracy over 5 folds: {np.mean(scores):.4f} +- {np.std(scores):.4f}")
