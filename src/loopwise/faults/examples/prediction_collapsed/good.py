import torch
from sklearn.datasets import load_wine
from torch import nn

torch.manual_seed(0)
features, labels = load_wine(return_X_y=True)
features = (features - features.mean(axis=0)) / features.std(axis=0)
x, y = torch.tensor(features, dtype=torch.float32), torch.tensor(labels)
x = x * 0.5
model = nn.Sequential(nn.Linear(13, 32), nn.ReLU(), nn.Linear(32, 3))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
for _ in range(120):
    loss = nn.functional.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(loss.item())
