import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(64, 100)
        self.fc2 = nn.Linear(100, 50)
        self.fc3 = nn.Linear(50, 10)

    def forward(self, x):
        x = F.dropout(F.relu(self.fc1(x)), 0.5)
        x = F.dropout(F.relu(self.fc2(x)), 0.5)
        return self.fc3(x)


torch.manual_seed(18)
X, y = load_digits(return_X_y=True)
X = torch.tensor(X / 16, dtype=torch.float32)
y = torch.tensor(y)
tr, te = train_test_split(range(len(y)), test_size=0.25, random_state=18)
net = Net()
opt = torch.optim.Adam(net.parameters(), lr=2e-3)
for epoch in range(12):
    net.train()
    for xb, yb in DataLoader(TensorDataset(X[tr], y[tr]), batch_size=64, shuffle=True):
        opt.zero_grad()
        F.cross_entropy(net(xb), yb).backward()
        opt.step()
net.eval()
with torch.no_grad():
    for attempt in range(3):
        print("test acc", (net(X[te]).argmax(1) == y[te]).float().mean().item())
