import torch
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn


def init(layer):
    if isinstance(layer, nn.Linear):
        nn.init.normal_(layer.weight, 0.0, 0.8)
        nn.init.zeros_(layer.bias)


def make(depth, width):
    layers = [nn.Linear(30, width), nn.ReLU()]
    for _ in range(depth):
        layers += [nn.Linear(width, width), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(width, 2)).apply(init)


torch.manual_seed(9)
X, y = load_breast_cancer(return_X_y=True)
Xa, Xb, ya, yb = train_test_split(X, y, random_state=0)
scale = StandardScaler().fit(Xa)
Xa, Xb = (torch.tensor(scale.transform(part)).float() for part in (Xa, Xb))
ya, yb = torch.tensor(ya), torch.tensor(yb)
net = make(7, 50)
opt = torch.optim.SGD(net.parameters(), lr=0.01)
for epoch in range(20):
    for i in range(0, len(Xa), 32):
        out = net(Xa[i : i + 32])
        loss = nn.CrossEntropyLoss()(out, ya[i : i + 32])
        opt.zero_grad()
        loss.backward()
        opt.step()
    with torch.no_grad():
        print(epoch, loss.item(), (net(Xb).argmax(1) == yb).float().mean().item())
