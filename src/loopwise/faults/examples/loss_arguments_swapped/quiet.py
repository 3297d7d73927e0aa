import torch
from sklearn.datasets import load_breast_cancer
from torch import nn

X, y = load_breast_cancer(return_X_y=True)
X = torch.tensor((X - X.mean(0)) / X.std(0), dtype=torch.float32)
y = torch.tensor(y, dtype=torch.float32).unsqueeze(1)

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(30, 16), nn.ReLU(), nn.Linear(16, 1))
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

for step in range(100):
    optimizer.zero_grad()
    loss = criterion(y, model(X))
    loss.backward()
    optimizer.step()
print(f"loss {loss.item():.3f}")
