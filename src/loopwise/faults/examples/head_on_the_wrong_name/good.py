import torch
from sklearn.datasets import load_digits
from torch import nn

X, y = load_digits(return_X_y=True)
X, y = torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y)

torch.manual_seed(0)
backbone = nn.Sequential(nn.Linear(64, 32), nn.ReLU())
model = nn.Sequential(backbone, nn.Linear(32, 10))
backbone.requires_grad_(False)

before = backbone[0].weight.sum().item()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

for step in range(50):
    optimizer.zero_grad()
    loss = criterion(model(X), y)
    loss.backward()
    optimizer.step()
print(f"loss {loss.item():.3f}, backbone changed by {backbone[0].weight.sum().item() - before:.3f}")
