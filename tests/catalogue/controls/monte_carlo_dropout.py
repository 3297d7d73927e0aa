import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset


class BayesianMLP(nn.Module):
    def __init__(self, p=0.1):
        super().__init__()
        self.fc1 = nn.Linear(1, 64)
        self.fc2 = nn.Linear(64, 64)
        self.out = nn.Linear(64, 1)
        self.p = p

    def forward(self, x):
        # dropout stays on at test time: Monte Carlo dropout
        x = F.dropout(F.relu(self.fc1(x)), self.p, training=True)
        x = F.dropout(F.relu(self.fc2(x)), self.p, training=True)
        return self.out(x)


def predict_with_uncertainty(model, x, samples=50):
    with torch.no_grad():
        draws = torch.stack([model(x) for _ in range(samples)])
    return draws.mean(dim=0), draws.std(dim=0)


torch.manual_seed(0)
x = torch.rand(300, 1) * 4 - 2
y = torch.sin(2 * x) + 0.1 * torch.randn(300, 1)
loader = DataLoader(TensorDataset(x, y), batch_size=30, shuffle=True)
model = BayesianMLP()
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
for epoch in range(30):
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = F.mse_loss(model(xb), yb)
        loss.backward()
        optimizer.step()

grid = torch.tensor([[-4.0], [0.0], [1.0], [4.0]])
mean, std = predict_with_uncertainty(model, grid)
for g, m, s in zip(grid, mean, std):
    print(f"x = {g.item():+.1f}: {m.item():+.2f} +- {s.item():.2f}")
