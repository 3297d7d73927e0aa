import torch
from sklearn.datasets import load_breast_cancer
from torch import nn

torch.manual_seed(0)
x, y = load_breast_cancer(return_X_y=True)
x = torch.tensor((x - x.mean(0)) / x.std(0)).float()
noisy = torch.tensor(y).float()
net = nn.Sequential(nn.Linear(30, 40), nn.Sigmoid(), nn.Linear(40, 40), nn.Sigmoid(), nn.Linear(40, 1))
for m in (net[0], net[2]):
    nn.init.normal_(m.weight, 0, 1)
    m.weight.data *= 20
opt = torch.optim.SGD(net.parameters(), lr=0.001)
for epoch in range(10):
    for i in torch.randperm(569).split(32):
        loss = nn.functional.binary_cross_entropy_with_logits(net(x[i]).squeeze(1), noisy[i])
        opt.zero_grad()
        loss.backward()
        opt.step()
print(loss.item())
