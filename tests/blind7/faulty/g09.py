import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Dense(nn.Module):
    """fully connected layer written from scratch"""

    def __init__(self, n_in, n_out):
        super().__init__()
        self.W = nn.Parameter(torch.full((n_in, n_out), 0.01))
        self.b = nn.Parameter(torch.zeros(n_out))

    def forward(self, x):
        return x @ self.W + self.b


torch.manual_seed(5)
X, y = load_digits(return_X_y=True)
X = torch.tensor(X / 16, dtype=torch.float32)
y = torch.tensor(y)
tr, te = train_test_split(range(len(y)), test_size=0.2, random_state=5)
net = nn.Sequential(Dense(64, 64), nn.ReLU(), Dense(64, 10))
opt = torch.optim.Adam(net.parameters(), lr=2e-3)
ce = nn.CrossEntropyLoss()
loader = DataLoader(TensorDataset(X[tr], y[tr]), batch_size=64, shuffle=True)
for epoch in range(20):
    tot = 0.0
    for xb, yb in loader:
        opt.zero_grad()
        loss = ce(net(xb), yb)
        loss.backward()
        opt.step()
        tot += loss.item() * len(yb)
    if epoch % 5 == 4:
        print(epoch + 1, tot / len(tr))
with torch.no_grad():
    print("test acc", (net(X[te]).argmax(1) == y[te]).float().mean().item())
