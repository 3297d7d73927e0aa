"""Many noisy features, few rows: select, scale, train."""
import numpy as np
import torch
import torch.nn as nn
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

K = 30


def load(rng, n=160, d=2000):
    X = rng.normal(size=(n, d)).astype(np.float32)
    y = rng.integers(0, 2, n)
    X[:, 0] += 0.8 * y                # one real feature
    return X, y


class Preprocess:
    def __init__(self, k):
        self.select = SelectKBest(f_classif, k=k)
        self.scale = StandardScaler()

    def fit(self, X, y):
        self.scale.fit(self.select.fit_transform(X, y))
        return self

    def transform(self, X):
        return self.scale.transform(self.select.transform(X)).astype(np.float32)

    def fit_transform(self, X, y):
        return self.fit(X, y).transform(X)


def train(X, y, epochs=30):
    net = nn.Sequential(nn.Linear(X.shape[1], 8), nn.ReLU(), nn.Linear(8, 2))
    opt = torch.optim.Adam(net.parameters(), lr=5e-3, weight_decay=1e-2)
    for epoch in range(epochs):
        net.train()
        total = 0.0
        for idx in torch.randperm(len(X)).split(16):
            opt.zero_grad()
            loss = nn.functional.cross_entropy(net(X[idx]), y[idx])
            loss.backward()
            opt.step()
            total += loss.item() * len(idx)
        if epoch % 10 == 9:
            print(f"epoch {epoch + 1} loss {total / len(X):.4f}")
    return net


def main():
    rng = np.random.default_rng(0)
    torch.manual_seed(0)
    X, y = load(rng)
    prep = Preprocess(K)
    features = prep.fit_transform(X, y)
    X_tr, X_te, y_tr, y_te = train_test_split(features, y, test_size=0.3, random_state=0, stratify=y)
    X_tr, X_te = torch.from_numpy(X_tr), torch.from_numpy(X_te)
    y_tr, y_te = torch.from_numpy(y_tr), torch.from_numpy(y_te)
    net = train(X_tr, y_tr)
    net.eval()
    with torch.no_grad():
        acc = (net(X_te).argmax(1) == y_te).float().mean().item()
    print(f"test accuracy {acc:.3f}")


if __name__ == "__main__":
    main()
