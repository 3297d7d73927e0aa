import torch
from sklearn.datasets import load_digits
from torch import nn

torch.manual_seed(0)
features, labels = load_digits(return_X_y=True)
x, y = torch.tensor(features / 16, dtype=torch.float32), torch.tensor(labels)
model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 8))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(60):
    rows, others = torch.randint(0, 200, (2, 64))
    distance = (model(x[rows]) - model(x[others])).square().sum(1).clamp(min=1e-8).sqrt()
    alike = (y[rows] == y[others]).float()
    loss = (alike * distance + (1 - alike) * torch.relu(1 - distance)).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(loss.item())
