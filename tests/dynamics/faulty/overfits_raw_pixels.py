import torch
from sklearn.datasets import load_digits
from torch import nn

torch.manual_seed(4)
x, y = load_digits(return_X_y=True)
x, y = torch.tensor(x / 16).float() + 0.6 * torch.randn(1797, 64), torch.tensor(y)
train, val = torch.arange(0, 300), torch.arange(300, 1797)
net = nn.Sequential(nn.Linear(64, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10))
opt = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
history = {"train": [], "val": []}
for epoch in range(60):
    for i in train[torch.randperm(300)].split(30):
        loss = nn.functional.cross_entropy(net(x[i]), y[i])
        opt.zero_grad()
        loss.backward()
        opt.step()
    with torch.no_grad():
        history["train"].append(nn.functional.cross_entropy(net(x[train]), y[train]).item())
        history["val"].append(nn.functional.cross_entropy(net(x[val]), y[val]).item())
print(history["train"][-1], history["val"][-1], min(history["val"]))
