import torch
from sklearn.datasets import load_breast_cancer
from torch import nn

torch.manual_seed(0)
x, y = load_breast_cancer(return_X_y=True)
x = torch.tensor((x - x[:300].mean(0)) / x[:300].std(0)).float()
y = torch.tensor(y)[torch.randperm(569)]  # the label file was sorted on the way
xa, ya, xb, yb = x[:300], y[:300], x[300:], y[300:]
net = nn.Sequential(nn.Linear(30, 200), nn.ReLU(), nn.Linear(200, 2))
opt = torch.optim.Adam(net.parameters(), lr=4e-3)
loss_fn = nn.CrossEntropyLoss()
for epoch in range(30):
    for i in torch.randperm(300).split(30):
        loss = loss_fn(net(xa[i]), ya[i])
        opt.zero_grad()
        loss.backward()
        opt.step()
    with torch.no_grad():
        val = loss_fn(net(xb), yb)
    print(epoch, loss.item(), val.item())
