"""Right: zero_grad stands after step, at the end of the loop, which is the same as at its start."""
import torch
import torch.nn as nn
from sklearn.datasets import make_moons
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
X, y = make_moons(500, noise=0.2, random_state=0)
X, y = torch.tensor(X, dtype=torch.float32), torch.tensor(y, dtype=torch.float32)
train_loader = DataLoader(TensorDataset(X[:400], y[:400]), batch_size=20, shuffle=True)
val_loader = DataLoader(TensorDataset(X[400:], y[400:]), batch_size=50)


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.seq = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 1))

    def forward(self, x):
        return self.seq(x).squeeze(1)


def train(model, loader, optimizer):
    model.train()
    seen, total = 0, 0.0
    for xb, yb in loader:
        loss = nn.functional.binary_cross_entropy_with_logits(model(xb), yb)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        total += loss.item() * len(yb)
        seen += len(yb)
    return total / seen


model = MLP()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for epoch in range(4):
    tr = train(model, train_loader, optimizer)
    model.eval()
    with torch.no_grad():
        acc = sum(((model(a) > 0).float() == b).sum().item() for a, b in val_loader) / 100
    print(epoch, tr, acc)
