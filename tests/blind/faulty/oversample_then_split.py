import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import make_classification
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

rng = np.random.default_rng(0)
torch.manual_seed(0)


def oversample(X, y):
    """repeat the rare class until both are equally common"""
    rare = np.flatnonzero(y == 1)
    common = np.flatnonzero(y == 0)
    extra = rng.choice(rare, size=len(common) - len(rare), replace=True)
    idx = np.concatenate([common, rare, extra])
    rng.shuffle(idx)
    return X[idx], y[idx]


X, y = make_classification(n_samples=600, n_features=15, weights=[0.9], flip_y=0.05, random_state=1)
X, y = oversample(X, y)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=1)
train_rows = {r.tobytes() for r in X_train}
print("share of test rows seen in training:", np.mean([r.tobytes() in train_rows for r in X_test]))


class Fraud(nn.Module):
    def __init__(self, n_features=15):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(n_features, 100), nn.ReLU(),
            nn.Linear(100, 100), nn.ReLU(),
            nn.Linear(100, 1),
        )

    def forward(self, x):
        return self.net(x)


ds = TensorDataset(torch.tensor(X_train, dtype=torch.float32), torch.tensor(y_train, dtype=torch.float32).unsqueeze(1))
loader = DataLoader(ds, batch_size=32, shuffle=True)
model = Fraud()
opt = torch.optim.Adam(model.parameters(), lr=3e-3)
loss_fn = nn.BCEWithLogitsLoss()
for epoch in range(10):
    model.train()
    for xb, yb in loader:
        opt.zero_grad()
        loss = loss_fn(model(xb), yb)
        loss.backward()
        opt.step()
model.eval()
with torch.no_grad():
    pred = (model(torch.tensor(X_test, dtype=torch.float32)).squeeze(1) > 0).numpy()
print("recall of the rare class on test:", (pred[y_test == 1] == 1).mean())
