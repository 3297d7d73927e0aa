import torch
from sklearn.datasets import load_diabetes
from torch import nn

torch.manual_seed(0)
features, progression = load_diabetes(return_X_y=True)
x = torch.tensor(features, dtype=torch.float32)
y = torch.tensor(progression, dtype=torch.float32).unsqueeze(1)
y = (y - y.mean()) / y.std()
model = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for _ in range(300):
    loss = nn.functional.mse_loss(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(loss.item() / y.var().item())
