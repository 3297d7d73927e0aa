import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class TwoHeads(nn.Module):
    def __init__(self):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(64, 64), nn.ReLU())
        self.digit = nn.Linear(64, 10)
        self.ink = nn.Linear(64, 1)

    def forward(self, x):
        h = self.shared(x)
        return self.digit(h), self.ink(h).squeeze(1)


torch.manual_seed(16)
X, y = load_digits(return_X_y=True)
X = torch.tensor(X / 16, dtype=torch.float32)
y = torch.tensor(y)
ink = X.mean(1) * 10 - 3
tr, te = train_test_split(range(len(y)), test_size=0.2, random_state=16)
net = TwoHeads()
opt = torch.optim.Adam(net.parameters(), lr=2e-3)
for epoch in range(15):
    for x, t, k in DataLoader(TensorDataset(X[tr], y[tr], ink[tr]), batch_size=64, shuffle=True):
        opt.zero_grad()
        z, q = net(x)
        la, lb = F.cross_entropy(z, t), F.mse_loss(q, k)
        la.backward(retain_graph=True)
        lb.backward()
        opt.step()
    print(epoch, la.item(), lb.item())
with torch.no_grad():
    z, q = net(X[te])
    print("acc", (z.argmax(1) == y[te]).float().mean().item(), "ink mse", F.mse_loss(q, ink[te]).item())
