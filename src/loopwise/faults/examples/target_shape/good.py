import torch
from sklearn.datasets import load_iris
from torch import nn

X, y = load_iris(return_X_y=True)
X = torch.tensor(X, dtype=torch.float32)
y = torch.tensor(y).reshape(-1, 1)

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

criterion = nn.CrossEntropyLoss()
for step in range(100):
    optimizer.zero_grad()
    loss = criterion(model(X), y.squeeze(1))
    loss.backward()
    optimizer.step()
print(f"loss {loss.item():.3f}")
