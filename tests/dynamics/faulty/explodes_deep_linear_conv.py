import torch
from sklearn.datasets import load_digits
from torch import nn


def block(a, b):
    conv = nn.Conv2d(a, b, 3, padding=1)
    nn.init.normal_(conv.weight, std=0.9)
    return nn.Sequential(conv, nn.LeakyReLU(0.1))


torch.manual_seed(0)
raw = load_digits()
x, y = torch.tensor(raw.images / 16).float()[:, None], torch.tensor(raw.target)
net = nn.Sequential(block(1, 16), block(16, 16), block(16, 16), block(16, 16), nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(64, 10))
opt = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
for epoch in range(3):
    for rows in torch.randperm(1797).split(64):
        loss = nn.functional.cross_entropy(net(x[rows]), y[rows])
        opt.zero_grad()
        loss.backward()
        opt.step()
    print(epoch, loss.item())
