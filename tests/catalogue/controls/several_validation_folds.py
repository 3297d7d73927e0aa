import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_wine
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import StandardScaler


def build():
    model = nn.Sequential(nn.Linear(13, 24), nn.ReLU(), nn.Linear(24, 3))
    return model, torch.optim.Adam(model.parameters(), lr=0.01)


X, y = load_wine(return_X_y=True)
scores = []
for fold, (tr, va) in enumerate(StratifiedKFold(5, shuffle=True, random_state=0).split(X, y)):
    torch.manual_seed(fold)
    scaler = StandardScaler().fit(X[tr])
    x_tr, x_va = (torch.tensor(scaler.transform(X[i])).float() for i in (tr, va))
    y_tr, y_va = torch.tensor(y[tr]), torch.tensor(y[va])
    model, optimizer = build()
    loader = DataLoader(TensorDataset(x_tr, y_tr), batch_size=16, shuffle=True)
    for epoch in range(10):
        for xb, yb in loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(xb), yb).backward()
            optimizer.step()
    model.eval()
    with torch.no_grad():
        scores.append((model(x_va).argmax(1) == y_va).float().mean().item())
    print("fold", fold, scores[-1])
print(f"{np.mean(scores):.3f} +- {np.std(scores):.3f}")
