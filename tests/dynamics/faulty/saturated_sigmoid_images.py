import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Old(nn.Module):
    """As in 1990."""

    def __init__(self):
        super().__init__()
        self.c = nn.Conv2d(1, 8, 3)
        self.f = nn.Linear(8 * 36, 60)
        self.o = nn.Linear(60, 10)
        self.c.weight.data.normal_(0, 8)
        self.f.weight.data.normal_(0, 8)

    def forward(self, x):
        x = torch.sigmoid(self.c(x)).flatten(1)
        return self.o(torch.sigmoid(self.f(x)))


torch.manual_seed(2)
raw = load_digits()
data = TensorDataset(torch.tensor(raw.images / 8 - 1).float()[:, None], torch.tensor(raw.target))
net, loader = Old(), DataLoader(data, 100, shuffle=True)
opt = torch.optim.SGD(net.parameters(), lr=0.002)
for epoch in range(8):
    for a, b in loader:
        opt.zero_grad()
        loss = nn.functional.cross_entropy(net(a), b)
        loss.backward()
        opt.step()
    print(epoch, loss.item())
