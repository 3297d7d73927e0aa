"""Right: model, optimiser and scaler are made anew inside each fold, and the scaler sees the fold's training rows only."""
import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
X, y = load_breast_cancer(return_X_y=True)


def make_model():
    return nn.Sequential(nn.Linear(30, 16), nn.ReLU(), nn.Linear(16, 1))


def run_fold(tr, va, epochs=4):
    scaler = StandardScaler().fit(X[tr])
    x_tr = torch.tensor(scaler.transform(X[tr]), dtype=torch.float32)
    x_va = torch.tensor(scaler.transform(X[va]), dtype=torch.float32)
    y_tr = torch.tensor(y[tr], dtype=torch.float32).unsqueeze(1)
    y_va = torch.tensor(y[va], dtype=torch.float32).unsqueeze(1)
    model = make_model()
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    loss_fn = nn.BCEWithLogitsLoss()
    for _ in range(epochs):
        model.train()
        for xb, yb in DataLoader(TensorDataset(x_tr, y_tr), batch_size=32, shuffle=True):
            optimizer.zero_grad()
            loss_fn(model(xb), yb).backward()
            optimizer.step()
    model.eval()
    with torch.no_grad():
        return ((model(x_va) > 0).float() == y_va).float().mean().item()


scores = []
for k, (tr, va) in enumerate(StratifiedKFold(4, shuffle=True, random_state=0).split(X, y)):
    scores.append(run_fold(tr, va))
    print("fold", k, round(scores[-1], 4))
print("mean", np.mean(scores), "+-", np.std(scores))
