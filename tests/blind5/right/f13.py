import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import load_breast_cancer
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


def make_model(d):
    return nn.Sequential(nn.Linear(d, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Dropout(0.3), nn.Linear(32, 1), nn.Flatten(0))


def t32(a):
    return torch.tensor(a, dtype=torch.float32)


def run_fold(X_tr, y_tr, X_va, y_va, epochs=30):
    scaler = StandardScaler()
    X_tr = scaler.fit_transform(X_tr)
    X_va = scaler.transform(X_va)
    model = make_model(X_tr.shape[1])
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=1e-2)
    criterion = nn.BCEWithLogitsLoss()
    loader = DataLoader(TensorDataset(t32(X_tr), t32(y_tr)), batch_size=32, shuffle=True, drop_last=True)
    for _ in range(epochs):
        model.train()
        for xb, yb in loader:
            optimizer.zero_grad(set_to_none=True)
            criterion(model(xb), yb).backward()
            optimizer.step()
    model.eval()
    with torch.no_grad():
        p = torch.sigmoid(model(t32(X_va))).numpy()
    return roc_auc_score(y_va, p), f1_score(y_va, p > 0.5)


def main():
    torch.manual_seed(0)
    X, y = load_breast_cancer(return_X_y=True)
    res = []
    for k, (tr, va) in enumerate(StratifiedKFold(5, shuffle=True, random_state=0).split(X, y)):
        res.append(run_fold(X[tr], y[tr], X[va], y[va]))
        print(f'fold {k}: auc {res[-1][0]:.4f} f1 {res[-1][1]:.4f}')
    m, s = np.mean(res, axis=0), np.std(res, axis=0)
    print(f'auc {m[0]:.4f} +- {s[0]:.4f}, f1 {m[1]:.4f} +- {s[1]:.4f}')


if __name__ == '__main__':
    main()
