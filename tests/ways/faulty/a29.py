import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.c = nn.Conv2d(1, 4, 3); self.f = nn.Linear(4 * 26 * 26, 10); self.relu = nn.ReLU()
    def forward(self, x):
        x = self.c(x)
        self.relu(x)
        x = x.flatten(1)
        return self.f(x)
net = Net()
opt = torch.optim.SGD(net.parameters(), 0.1)
for _ in range(3):
    x = torch.randn(4, 1, 28, 28); y = torch.randint(0, 10, (4,))
    opt.zero_grad()
    nn.functional.cross_entropy(net(x), y).backward()
    opt.step()
