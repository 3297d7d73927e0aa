import torch
from sklearn.datasets import load_wine
from torch import nn

torch.manual_seed(0)
features, labels = load_wine(return_X_y=True)
x, y = torch.tensor(features, dtype=torch.float32), torch.tensor(labels)
model = nn.Sequential(nn.Linear(13, 32), nn.ReLU(), nn.Linear(32, 3))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for _ in range(200):
    loss = nn.functional.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(loss.item())
