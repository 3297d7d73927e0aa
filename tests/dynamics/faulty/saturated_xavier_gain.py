import torch
from sklearn.datasets import load_wine
from torch import nn

torch.manual_seed(0)
x, y = load_wine(return_X_y=True)
x = torch.tensor((x - x.mean(0)) / x.std(0), dtype=torch.float32)
y = torch.tensor(y)
net = nn.Sequential(
    nn.Linear(13, 50), nn.Tanh(), nn.Linear(50, 50), nn.Tanh(), nn.Linear(50, 50), nn.Tanh(), nn.Linear(50, 3)
)
for m in net:
    if isinstance(m, nn.Linear) and m.out_features == 50:
        nn.init.xavier_normal_(m.weight, gain=30.0)
opt = torch.optim.SGD(net.parameters(), lr=0.005)
for epoch in range(60):
    for i in torch.randperm(140).split(35):
        loss = nn.functional.cross_entropy(net(x[i]), y[i])
        opt.zero_grad()
        loss.backward()
        opt.step()
print(loss.item())
