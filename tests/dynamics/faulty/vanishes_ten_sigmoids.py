import torch
from sklearn.datasets import load_breast_cancer
from torch import nn


class Deep(nn.Module):
    def __init__(self, depth=10):
        super().__init__()
        self.first = nn.Linear(30, 40)
        self.middle = nn.ModuleList(nn.Linear(40, 40) for _ in range(depth))
        self.last = nn.Linear(40, 1)

    def forward(self, x):
        x = torch.sigmoid(self.first(x))
        for layer in self.middle:
            x = torch.sigmoid(layer(x))
        return self.last(x).squeeze(1)


torch.manual_seed(0)
X, y = load_breast_cancer(return_X_y=True)
X = torch.tensor((X - X.mean(0)) / X.std(0)).float()
y = torch.tensor(y).float()
net = Deep()
opt = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
for epoch in range(15):
    for rows in torch.randperm(len(X)).split(32):
        loss = nn.functional.binary_cross_entropy_with_logits(net(X[rows]), y[rows])
        opt.zero_grad()
        loss.backward()
        opt.step()
print("loss", loss.item())
