import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
# 하루 방문자 수를 예측 (정수 값)
x = torch.randn(500, 4)
visitors = (3 + 2 * x[:, :1] - x[:, 1:2]).round().long()
loader = DataLoader(TensorDataset(x, visitors), batch_size=25, shuffle=True)

model = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 1))
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for epoch in range(8):
    total = 0.0
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(xb)
    print(f"{epoch} 손실 {total / 500:.4f}")
