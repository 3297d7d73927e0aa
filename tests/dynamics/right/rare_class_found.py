import torch
from sklearn.datasets import load_digits
from torch import nn

torch.manual_seed(0)
x, d = load_digits(return_X_y=True)
x, y = torch.tensor(x / 16).float(), torch.tensor(d == 0).float()
net = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 1), nn.Sigmoid())
opt = torch.optim.RMSprop(net.parameters(), lr=1e-3)
for epoch in range(6):
    for i in torch.randperm(1797).split(64):
        loss = nn.functional.binary_cross_entropy(net(x[i]).squeeze(1), y[i])
        opt.zero_grad()
        loss.backward()
        opt.step()
print(loss.item())
