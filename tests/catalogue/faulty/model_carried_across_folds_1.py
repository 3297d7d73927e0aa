import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import KFold
from sklearn.preprocessing import StandardScaler

torch.manual_seed(0)
X, y = load_breast_cancer(return_X_y=True)

model = nn.Sequential(nn.Linear(30, 64), nn.ReLU(), nn.Linear(64, 2))
optimizer = torch.optim.Adam(model.parameters(), lr=0.005)
criterion = nn.CrossEntropyLoss()

kf = KFold(n_splits=5, shuffle=True, random_state=0)
scores = []
for fold, (train_idx, val_idx) in enumerate(kf.split(X)):
    scaler = StandardScaler().fit(X[train_idx])
    X_train = torch.tensor(scaler.transform(X[train_idx]), dtype=torch.float32)
    X_val = torch.tensor(scaler.transform(X[val_idx]), dtype=torch.float32)
    y_train, y_val = torch.tensor(y[train_idx]), torch.tensor(y[val_idx])
    loader = DataLoader(TensorDataset(X_train, y_train), batch_size=32, shuffle=True)
    for epoch in range(10):
        for xb, yb in loader:
            optimizer.zero_grad()
            loss = criterion(model(xb), yb)
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        scores.append((model(X_val).argmax(1) == y_val).float().mean().item())
    print(f"fold {fold}: {scores[-1]:.4f}")

print("mean accuracy", np.mean(scores))
