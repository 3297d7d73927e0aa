import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


class Net(nn.Module):
    def __init__(self, d, p=0.4):
        super().__init__()
        self.body = nn.Sequential(
            nn.Linear(d, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Dropout(p),
            nn.Linear(64, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Dropout(p),
        )
        self.head = nn.Linear(32, 1)

    def forward(self, x):
        return self.head(self.body(x)).squeeze(-1)


class Classifier:
    """sklearn-like wrapper."""

    def __init__(self, d, lr=1e-3, epochs=15, batch_size=32, verbose=True):
        self.net = Net(d)
        self.opt = torch.optim.AdamW(self.net.parameters(), lr=lr, weight_decay=1e-2)
        self.crit = nn.BCEWithLogitsLoss()
        self.epochs, self.batch_size, self.verbose = epochs, batch_size, verbose

    def predict_proba(self, X):
        self.net.eval()
        with torch.no_grad():
            return torch.sigmoid(self.net(torch.as_tensor(X, dtype=torch.float32))).numpy()

    def _epoch(self, loader):
        losses = []
        for xb, yb in loader:
            self.opt.zero_grad()
            loss = self.crit(self.net(xb), yb)
            loss.backward()
            self.opt.step()
            losses.append(loss.item())
        return float(np.mean(losses))

    def fit(self, X, y, X_val, y_val):
        ds = TensorDataset(torch.as_tensor(X, dtype=torch.float32), torch.as_tensor(y, dtype=torch.float32))
        loader = DataLoader(ds, batch_size=self.batch_size, shuffle=True, drop_last=True)
        self.net.train()
        for ep in range(self.epochs):
            loss = self._epoch(loader)
            auc = roc_auc_score(y_val, self.predict_proba(X_val))
            if self.verbose and ep % 5 == 0:
                print(f'ep {ep:02d} loss {loss:.4f} val auc {auc:.4f}')
        return self


if __name__ == '__main__':
    torch.manual_seed(0)
    X, y = load_breast_cancer(return_X_y=True)
    X_tr, X_va, y_tr, y_va = train_test_split(X, y, test_size=0.25, random_state=0, stratify=y)
    scaler = StandardScaler().fit(X_tr)
    clf = Classifier(X.shape[1])
    clf.fit(scaler.transform(X_tr), y_tr, scaler.transform(X_va), y_va)
