import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.f = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Dropout(0.1), nn.Linear(64, 10))
        self.prob = nn.Softmax(dim=1)

    def forward(self, x):
        z = self.f(x)
        return z if self.training else self.prob(z)


torch.manual_seed(8)
X, y = load_digits(return_X_y=True)
X, y = torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y)
a, b = train_test_split(range(len(y)), test_size=0.2, random_state=8)
net = Net()
opt = torch.optim.Adam(net.parameters(), lr=2e-3)
criterion = nn.CrossEntropyLoss()
for epoch in range(12):
    net.train()
    for xb, yb in DataLoader(TensorDataset(X[a], y[a]), batch_size=64, shuffle=True):
        opt.zero_grad()
        criterion(net(xb), yb).backward()
        opt.step()
    net.eval()
    with torch.no_grad():
        conf, pred = net(X[b]).max(1)
    print(epoch, (pred == y[b]).float().mean().item(), "mean confidence", conf.mean().item())
