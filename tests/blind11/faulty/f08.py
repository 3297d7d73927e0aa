"""Baseline for the tabular playground competition (synthetic gene expression, few rows / many columns)."""
import numpy as np
import pandas as pd
import torch
import torch.nn as nn
from sklearn.decomposition import PCA
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

rng = np.random.default_rng(5)
torch.manual_seed(5)

# ---------------------------------------------------------------- data
N, P = 160, 2000
df = pd.DataFrame(rng.normal(size=(N, P)), columns=[f"gene_{i}" for i in range(P)])
signal = df.iloc[:, :5].sum(axis=1) * 0.4
df["target"] = (signal + rng.normal(size=N) > 0).astype(int)

features = df.drop(columns="target").values
target = df["target"].values

features = SelectKBest(f_classif, k=50).fit_transform(features, target)

X_tr, X_te, y_tr, y_te = train_test_split(features, target, test_size=0.25, stratify=target, random_state=5)
scaler = StandardScaler()
X_tr = scaler.fit_transform(X_tr)
X_te = scaler.transform(X_te)
pca = PCA(n_components=20, random_state=5)
X_tr = pca.fit_transform(X_tr)
X_te = pca.transform(X_te)


def to_tensor(a):
    return torch.tensor(a, dtype=torch.float32)


train_dl = DataLoader(TensorDataset(to_tensor(X_tr), to_tensor(y_tr)), batch_size=20, shuffle=True)

# ---------------------------------------------------------------- model
net = nn.Sequential(
    nn.Linear(20, 16),
    nn.ReLU(),
    nn.Dropout(0.3),
    nn.Linear(16, 1),
)
bce = nn.BCEWithLogitsLoss()
adam = torch.optim.Adam(net.parameters(), lr=1e-3, weight_decay=1e-2)

# ---------------------------------------------------------------- fit
for epoch in range(30):
    net.train()
    for xb, yb in train_dl:
        adam.zero_grad()
        loss = bce(net(xb).squeeze(1), yb)
        loss.backward()
        adam.step()

# ---------------------------------------------------------------- score
net.eval()
with torch.no_grad():
    proba = torch.sigmoid(net(to_tensor(X_te)).squeeze(1)).numpy()
print("hold-out AUC: %.3f" % roc_auc_score(y_te, proba))
print("hold-out acc: %.3f" % ((proba > 0.5) == y_te).mean())
