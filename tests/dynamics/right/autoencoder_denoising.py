import torch
from sklearn.datasets import load_digits
from torch import nn

torch.manual_seed(0)
x = torch.tensor(load_digits().data / 16, dtype=torch.float32)
net = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 64), nn.Sigmoid())
opt = torch.optim.Adam(net.parameters(), lr=3e-3)
for epoch in range(12):
    for rows in torch.randperm(len(x)).split(64):
        loss = nn.functional.mse_loss(net(x[rows] + 0.1 * torch.randn(len(rows), 64)), x[rows])
        opt.zero_grad()
        loss.backward()
        opt.step()
print(loss.item())
