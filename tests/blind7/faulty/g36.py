import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_diabetes

torch.manual_seed(31)


class GatedUnit(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.value = nn.Linear(d, d)
        self.gate = nn.Linear(d, d)

    def forward(self, x):
        g = torch.sigmoid(self.gate(x))
        v = torch.tanh(self.value(x))
        out = g * v
        g.mul_(-1).add_(1)
        return out + g * x


X, y = load_diabetes(return_X_y=True)
m, s = X[:350].mean(0), X[:350].std(0)
ty = (y[:350] - y[:350].mean()) / y[:350].std()
ds = TensorDataset(torch.tensor((X[:350] - m) / s).float(), torch.tensor(ty).float().unsqueeze(1))
net = nn.Sequential(GatedUnit(10), GatedUnit(10), nn.Linear(10, 1))
opt = torch.optim.Adam(net.parameters(), lr=3e-3)
mse = nn.MSELoss()
for epoch in range(10):
    for xb, yb in DataLoader(ds, batch_size=35, shuffle=True):
        opt.zero_grad()
        loss = mse(net(xb), yb)
        loss.backward()
        opt.step()
    print(epoch, loss.item())
