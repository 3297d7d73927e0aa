import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


def mlp(*dims, last=None):
    parts = []
    for a, b in zip(dims, dims[1:]):
        parts += [nn.Linear(a, b), nn.Tanh()]
    parts.pop()
    if last is not None:
        parts.append(last)
    return nn.Sequential(*parts)


class Autoencoder(nn.Module):
    def __init__(self, n, bottleneck=4):
        super().__init__()
        self.encode = mlp(n, 24, bottleneck)
        self.decode = mlp(bottleneck, 24, n, last=nn.Tanh())

    def forward(self, x):
        return self.decode(self.encode(x))


torch.manual_seed(0)
table = load_wine().data
train, test = train_test_split(table, test_size=0.25, random_state=0)
std = StandardScaler().fit(train)
train = torch.tensor(std.transform(train), dtype=torch.float32)
test = torch.tensor(std.transform(test), dtype=torch.float32)

model = Autoencoder(train.shape[1])
optim = torch.optim.Adam(model.parameters(), lr=3e-3)
rec = nn.MSELoss()
for epoch in range(200):
    for (x,) in DataLoader(TensorDataset(train), batch_size=38, shuffle=True):
        optim.zero_grad()
        rec(model(x), x).backward()
        optim.step()
    if epoch % 50 == 49:
        with torch.no_grad():
            print(epoch + 1, rec(model(train), train).item(), rec(model(test), test).item())
