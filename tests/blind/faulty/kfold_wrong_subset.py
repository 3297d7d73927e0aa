import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import StratifiedKFold
from torch.utils.data import DataLoader, Subset, TensorDataset

torch.manual_seed(3)
K = 3


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm1d(30)
        self.fc1 = nn.Linear(30, 32)
        self.fc2 = nn.Linear(32, 1)

    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(self.norm(x)))).squeeze(1)


def train_fold(train_subset, epochs=3):
    model = Model()
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    loss_fn = nn.BCEWithLogitsLoss()
    for _ in range(epochs):
        model.train()
        for x, y in DataLoader(train_subset, batch_size=30, shuffle=True, drop_last=True):
            opt.zero_grad()
            loss_fn(model(x), y).backward()
            opt.step()
    return model


def score(model, subset):
    model.eval()
    hits = 0
    with torch.no_grad():
        for x, y in DataLoader(subset, batch_size=64):
            hits += ((model(x) > 0).float() == y).sum().item()
    return hits / len(subset)


X, y = load_breast_cancer(return_X_y=True)
dataset = TensorDataset(torch.tensor(X, dtype=torch.float32), torch.tensor(y, dtype=torch.float32))
scores = []
for fold, (train_idx, val_idx) in enumerate(StratifiedKFold(K, shuffle=True, random_state=3).split(X, y)):
    order = np.random.default_rng(fold).permutation(np.r_[train_idx, val_idx])
    train_subset = Subset(dataset, order.tolist())
    val_subset = Subset(dataset, val_idx.tolist())
    model = train_fold(train_subset)
    scores.append(score(model, val_subset))
    print(f"fold {fold}: {len(train_subset)} rows, val acc {scores[-1]:.4f}")
print("mean", np.mean(scores))
