import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)

# 아파트 면적(m2), 층, 지어진 지 몇 년 -> 가격(원)
area = torch.rand(500) * 100 + 30
floor = torch.randint(1, 25, (500,)).float()
age = torch.rand(500) * 40
price = area * 8_000_000 + floor * 3_000_000 - age * 5_000_000 + 20_000_000 * torch.randn(500)

X = torch.stack([area, floor, age], dim=1)
X = (X - X.mean(dim=0)) / X.std(dim=0)
y = price.unsqueeze(1)

loader = DataLoader(TensorDataset(X, y), batch_size=50, shuffle=True)
model = nn.Sequential(nn.Linear(3, 32), nn.ReLU(), nn.Linear(32, 1))
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.001)

for epoch in range(20):
    total = 0.0
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(xb)
    if epoch % 5 == 0:
        print(f"에폭 {epoch}: 손실 {total / len(X):.3e}")

with torch.no_grad():
    print("예측", model(X[:3]).flatten().tolist(), "실제", y[:3].flatten().tolist())
