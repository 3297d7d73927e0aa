import torch
import torch.nn.functional as F
from sklearn.datasets import load_breast_cancer
from torch import nn

torch.manual_seed(0)
features, benign = load_breast_cancer(return_X_y=True)
x, y = torch.tensor(features, dtype=torch.float32), torch.tensor(benign)  # (569, 30), (569,)
x = (x - x.mean(0)) / x.std(0)
model = nn.Sequential(nn.Linear(30, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Linear(16, 2))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for step in range(50):
    penalty = sum(p.pow(2).sum() for p in model.parameters() if p.dim() > 1)
    loss = F.cross_entropy(model(x), y) + 0.01 * penalty
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
