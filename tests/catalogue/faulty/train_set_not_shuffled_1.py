import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_iris

torch.manual_seed(0)
iris = load_iris()
test_mask = np.arange(150) % 5 == 0
mean, std = iris.data[~test_mask].mean(axis=0), iris.data[~test_mask].std(axis=0)
X = torch.tensor((iris.data - mean) / std, dtype=torch.float32)
y = torch.tensor(iris.target)
X_train, y_train = X[~test_mask], y[~test_mask]
X_test, y_test = X[test_mask], y[test_mask]

train_loader = DataLoader(TensorDataset(X_train, y_train), batch_size=10)

model = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for epoch in range(10):
    for xb, yb in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()

with torch.no_grad():
    print("test accuracy", (model(X_test).argmax(1) == y_test).float().mean().item())
