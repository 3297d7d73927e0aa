import torch
from sklearn.datasets import load_breast_cancer
from torch import nn

torch.manual_seed(0)
x, y = load_breast_cancer(return_X_y=True)
x = torch.tensor((x - x.mean(0)) / x.std(0)).float()
y = torch.tensor(y).float()
net = nn.Sequential(nn.Linear(30, 32), nn.ReLU(), nn.Linear(32, 16), nn.ReLU(), nn.Linear(16, 1))
opt = torch.optim.SGD(net.parameters(), lr=1e-5)
parts = 4
for epoch in range(25):
    opt.zero_grad()
    for at, rows in enumerate(torch.randperm(560).split(20), start=1):
        loss = nn.functional.binary_cross_entropy_with_logits(net(x[rows]).squeeze(1), y[rows]) / parts
        loss.backward()
        if at % parts == 0:
            opt.step()
            opt.zero_grad()
print(loss.item() * parts)
