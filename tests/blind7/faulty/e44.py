import numpy as np
import torch
import torch.nn as nn
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.datasets import load_wine
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


class TorchMLP(BaseEstimator, ClassifierMixin):
    def __init__(self, hidden=32, epochs=40, lr=0.01, batch=33, seed=0):
        self.hidden, self.epochs, self.lr, self.batch, self.seed = hidden, epochs, lr, batch, seed

    def fit(self, X, y):
        torch.manual_seed(self.seed)
        self.classes_ = np.unique(y)
        X = torch.as_tensor(X, dtype=torch.float32)
        y = torch.as_tensor(y)
        h = self.hidden
        self.net_ = nn.Sequential(
            nn.Linear(X.shape[1], h), nn.BatchNorm1d(h), nn.ReLU(), nn.Dropout(0.3),
            nn.Linear(h, len(self.classes_)))
        opt = torch.optim.Adam(self.net_.parameters(), lr=self.lr)
        loss_fn = nn.CrossEntropyLoss()
        self.net_.train()
        for _ in range(self.epochs):
            for idx in torch.randperm(len(X)).split(self.batch):
                if len(idx) < 2:
                    continue
                opt.zero_grad()
                loss_fn(self.net_(X[idx]), y[idx]).backward()
                opt.step()
        return self

    @torch.no_grad()
    def predict(self, X):
        scores = self.net_(torch.as_tensor(X, dtype=torch.float32))
        return self.classes_[scores.argmax(1).numpy()]


X, y = load_wine(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=3, stratify=y)
pipe = make_pipeline(StandardScaler(), TorchMLP())
pipe.fit(X_train, y_train)
print("test accuracy:", accuracy_score(y_test, pipe.predict(X_test)))
