import torch
import torch.nn as nn
from sklearn.datasets import load_iris
from sklearn.preprocessing import StandardScaler

torch.manual_seed(0)
X, y = load_iris(return_X_y=True)
X = torch.tensor(StandardScaler().fit_transform(X), dtype=torch.float32)
y = torch.tensor(y)
model = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.3)

loss = criterion(model(X), y)
loss.backward()
for i in range(100):
    optimizer.step()
    optimizer.zero_grad()
    loss = criterion(model(X), y)
    loss.backward()
    if i % 25 == 0:
        print(i, loss.item())
