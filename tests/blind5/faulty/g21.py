import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import make_friedman1
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

np.random.seed(0)
torch.manual_seed(0)


def mlp(sizes):
    layers = []
    for i in range(len(sizes) - 1):
        layers.append(nn.Linear(sizes[i], sizes[i + 1]))
        layers.append(nn.ReLU())
    return nn.Sequential(*layers)


X, y = make_friedman1(n_samples=1500, noise=0.5, random_state=0)
X_train, X_val, y_train, y_val = train_test_split(X, y, test_size=0.2, random_state=0)
xs, ys = StandardScaler().fit(X_train), StandardScaler().fit(y_train[:, None])
as_t = lambda a: torch.tensor(a, dtype=torch.float32)
train_ds = TensorDataset(as_t(xs.transform(X_train)), as_t(ys.transform(y_train[:, None])))
val_x, val_y = as_t(xs.transform(X_val)), as_t(ys.transform(y_val[:, None]))

model = mlp([10, 64, 64, 1])
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
loss_fn = nn.MSELoss()

for epoch in range(30):
    model.train()
    total = 0.0
    for xb, yb in DataLoader(train_ds, batch_size=64, shuffle=True):
        optimizer.zero_grad()
        loss = loss_fn(model(xb), yb)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(xb)
    if epoch % 5 == 4:
        model.eval()
        with torch.no_grad():
            v = loss_fn(model(val_x), val_y).item()
        print(f'epoch {epoch + 1}: train {total / len(train_ds):.4f}  val {v:.4f}  (val R2 {1 - v / val_y.var().item():.3f})')
