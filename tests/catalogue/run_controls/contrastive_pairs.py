"""InfoNCE: a softmax over the batch on purpose, and labels compared with one another for a mask."""

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torch.nn import functional as F

torch.manual_seed(0)
X, y = load_digits(return_X_y=True)
X, y = torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y)

loader = DataLoader(TensorDataset(X, y), batch_size=64, shuffle=True, drop_last=True)
encoder = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 16))
optimizer = torch.optim.Adam(encoder.parameters(), lr=0.003)
for epoch in range(4):
    for images, labels in loader:
        one = F.normalize(encoder(images + 0.1 * torch.randn_like(images)), dim=1)
        other = F.normalize(encoder(images + 0.1 * torch.randn_like(images)), dim=1)
        loss = F.cross_entropy(one @ other.T / 0.2, torch.arange(len(images)))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
encoder.eval()
with torch.no_grad():
    features = F.normalize(encoder(X[:300]), dim=1)
    same = y[:300] == y[:300].view(-1, 1)
    print("pairs alike", (features @ features.T)[same].mean().item())
