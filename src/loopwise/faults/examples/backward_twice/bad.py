import torch
import torch.nn.functional as F
from sklearn.datasets import load_diabetes
from torch import nn

torch.manual_seed(0)
features, progression = load_diabetes(return_X_y=True, scaled=True)
x = torch.tensor(features, dtype=torch.float32)
y = torch.tensor(progression, dtype=torch.float32).reshape(-1, 1) / 100
model = nn.Sequential(nn.Linear(10, 16), nn.Tanh(), nn.Linear(16, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
prediction = model(x)
for step in range(20):
    loss = F.mse_loss(prediction, y)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
