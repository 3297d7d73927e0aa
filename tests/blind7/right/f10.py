import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Stack(nn.Module):
    def __init__(self, dims):
        super().__init__()
        self.blocks = []
        for i, (a, b) in enumerate(zip(dims, dims[1:])):
            block = nn.Sequential(nn.Linear(a, b), nn.LayerNorm(b), nn.GELU())
            self.add_module(f"block{i}", block)
            self.blocks.append(block)
        self.last = nn.Linear(dims[-1], 10)

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.last(x)


torch.manual_seed(9)
X, y = load_digits(return_X_y=True)
X, y = torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y)
a, b = train_test_split(range(len(y)), test_size=0.2, random_state=9)
net = Stack([64, 48, 32])
opt = torch.optim.AdamW(net.parameters(), lr=2e-3)
for epoch in range(10):
    for xb, yb in DataLoader(TensorDataset(X[a], y[a]), batch_size=64, shuffle=True):
        opt.zero_grad()
        nn.functional.cross_entropy(net(xb), yb).backward()
        opt.step()
with torch.no_grad():
    print("acc", (net(X[b]).argmax(1) == y[b]).float().mean().item())
