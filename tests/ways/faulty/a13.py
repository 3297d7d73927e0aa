import torch
from torch import nn
def rmse(pred, target):
    diff = torch.tensor(pred - target)
    return torch.sqrt((diff ** 2).mean())
model = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 1))
opt = torch.optim.Adam(model.parameters())
X = torch.randn(64, 3); y = X @ torch.tensor([[1.], [2.], [3.]])
for i in range(100):
    opt.zero_grad()
    loss = rmse(model(X), y)
    loss.requires_grad = True
    loss.backward()
    opt.step()
