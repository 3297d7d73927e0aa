import numpy as np
import torch
from torch import nn

np.random.seed(0)
X = np.random.randn(200, 3).astype("float32")
y = (X.sum(axis=1, keepdims=True) > 0).astype("float32")
inputs, targets = torch.from_numpy(X), torch.from_numpy(y)
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 1))
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)

for epoch in range(20):
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
print(f"loss {loss.item():.4f}")
