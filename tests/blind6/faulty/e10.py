import numpy as np
import pandas as pd
import torch
import torch.nn as nn
from torch.utils.data import Dataset, DataLoader
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import StandardScaler
from sklearn.metrics import roc_auc_score


class cfg:
    path = '/kaggle/input/telco-churn/train.csv'
    target = 'Churn'
    n_folds = 5
    epochs = 15
    lr = 2e-3
    batch = 128
    device = 'cuda' if torch.cuda.is_available() else 'cpu'


class TabDS(Dataset):
    def __init__(self, X, y):
        self.X = torch.as_tensor(X, dtype=torch.float32)
        self.y = torch.as_tensor(y, dtype=torch.float32)

    def __len__(self):
        return len(self.X)

    def __getitem__(self, i):
        return self.X[i], self.y[i]


class TabNet(nn.Module):
    def __init__(self, n_feats):
        super().__init__()
        self.body = nn.Sequential(
            nn.Linear(n_feats, 128), nn.BatchNorm1d(128), nn.ReLU(), nn.Dropout(0.25),
            nn.Linear(128, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Dropout(0.25),
        )
        self.head = nn.Linear(64, 1)

    def forward(self, x):
        return self.head(self.body(x))


def run_fold(X_tr, y_tr, X_va, y_va):
    sc = StandardScaler()
    X_tr = sc.fit_transform(X_tr)
    X_va = sc.transform(X_va)
    dl_tr = DataLoader(TabDS(X_tr, y_tr), cfg.batch, shuffle=True, drop_last=True)
    dl_va = DataLoader(TabDS(X_va, y_va), 1024)
    model = TabNet(X_tr.shape[1]).to(cfg.device)
    opt = torch.optim.AdamW(model.parameters(), lr=cfg.lr)
    loss_fn = nn.CrossEntropyLoss()
    for _ in range(cfg.epochs):
        model.train()
        for x, y in dl_tr:
            x, y = x.to(cfg.device), y.to(cfg.device)
            loss = loss_fn(model(x), y.unsqueeze(1))
            opt.zero_grad()
            loss.backward()
            opt.step()
    model.eval()
    out = []
    with torch.no_grad():
        for x, _ in dl_va:
            out.append(torch.sigmoid(model(x.to(cfg.device))).squeeze(1).cpu())
    return torch.cat(out).numpy()


df = pd.read_csv(cfg.path)
y = (df[cfg.target] == 'Yes').astype(int).values
X = pd.get_dummies(df.drop(columns=[cfg.target, 'customerID'])).values.astype(np.float32)
oof = np.zeros(len(y))
for f, (tr, va) in enumerate(StratifiedKFold(cfg.n_folds, shuffle=True, random_state=1).split(X, y)):
    oof[va] = run_fold(X[tr], y[tr], X[va], y[va])
    print(f'fold {f} auc {roc_auc_score(y[va], oof[va]):.4f}')
print('oof auc', roc_auc_score(y, oof))
