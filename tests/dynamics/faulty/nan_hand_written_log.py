"""Cross-entropy written out by hand, on the breast cancer table."""

import torch
from sklearn.datasets import load_breast_cancer

torch.manual_seed(0)
X, y = load_breast_cancer(return_X_y=True)
X = (X - X.mean(0)) / X.std(0)
X, y = torch.tensor(X, dtype=torch.float32), torch.tensor(y, dtype=torch.float32)
model = torch.nn.Sequential(torch.nn.Linear(30, 64), torch.nn.ReLU(), torch.nn.Linear(64, 1), torch.nn.ReLU())
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
for epoch in range(40):
    for rows in torch.randperm(len(X)).split(64):
        p = model(X[rows]).squeeze(1)
        loss = -(y[rows] * torch.log(p) + (1 - y[rows]) * torch.log(1 - p)).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())
