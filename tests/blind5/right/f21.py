from dataclasses import dataclass

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.datasets import load_digits
from sklearn.metrics import log_loss
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


@dataclass
class NetConfig:
    hidden: int = 64
    dropout: float = 0.2
    lr: float = 1e-3
    epochs: int = 30
    batch_size: int = 64
    seed: int = 0


class Net(nn.Module):
    def __init__(self, n_in, n_out, cfg):
        super().__init__()
        self.fc1 = nn.Linear(n_in, cfg.hidden)
        self.drop = nn.Dropout(cfg.dropout)
        self.fc2 = nn.Linear(cfg.hidden, n_out)

    def forward(self, x):
        return self.fc2(self.drop(F.relu(self.fc1(x))))


class TorchClassifier(BaseEstimator, ClassifierMixin):
    def __init__(self, cfg=None):
        self.cfg = cfg

    def fit(self, X, y):
        cfg = self.cfg or NetConfig()
        torch.manual_seed(cfg.seed)
        self.classes_ = np.unique(y)
        ids = np.searchsorted(self.classes_, y)
        self.net_ = Net(X.shape[1], len(self.classes_), cfg)
        ds = TensorDataset(torch.tensor(X, dtype=torch.float32), torch.tensor(ids, dtype=torch.long))
        loader = DataLoader(ds, batch_size=cfg.batch_size, shuffle=True)
        opt = torch.optim.Adam(self.net_.parameters(), lr=cfg.lr)
        self.net_.train()
        self.history_ = []
        for _ in range(cfg.epochs):
            total = 0.0
            for xb, yb in loader:
                opt.zero_grad()
                loss = F.cross_entropy(self.net_(xb), yb)
                loss.backward()
                opt.step()
                total += loss.item() * len(yb)
            self.history_.append(total / len(ds))
        return self

    @torch.no_grad()
    def predict_proba(self, X):
        self.net_.eval()
        logits = self.net_(torch.tensor(X, dtype=torch.float32))
        return F.softmax(logits, dim=1).numpy()

    def predict(self, X):
        return self.classes_[self.predict_proba(X).argmax(axis=1)]


if __name__ == '__main__':
    X, y = load_digits(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.25, stratify=y, random_state=0)
    clf = make_pipeline(StandardScaler(), TorchClassifier())
    clf.fit(X_tr, y_tr)
    print('accuracy', clf.score(X_te, y_te))
    print('log loss', log_loss(y_te, clf.predict_proba(X_te)))
