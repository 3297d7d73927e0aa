import numpy as np
import torch
import torch.nn as nn
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

np.random.seed(0)
torch.manual_seed(0)

# synthetic apartments: area, rooms, floor, age, distance to the station
n = 500
area = np.random.uniform(30, 120, n)
rooms = np.round(area / 30 + np.random.randn(n) * 0.5)
floor = np.random.randint(1, 20, n)
age = np.random.uniform(0, 40, n)
dist = np.random.uniform(0.1, 3.0, n)
price = 5000 * area + 10000 * rooms + 2000 * floor - 1500 * age - 30000 * dist + np.random.randn(n) * 10000
X = np.stack([area, rooms, floor, age, dist], axis=1)
y = price.reshape(-1, 1)

X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=100, random_state=0)
scaler = StandardScaler()
X_train = torch.tensor(scaler.fit_transform(X_train), dtype=torch.float32)
X_test = torch.tensor(scaler.transform(X_test), dtype=torch.float32)
y_train = torch.tensor(y_train, dtype=torch.float32)
y_test = torch.tensor(y_test, dtype=torch.float32)
loader = DataLoader(TensorDataset(X_train, y_train), batch_size=40, shuffle=True)

model = nn.Sequential(nn.Linear(5, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(5):
    model.train()
    total = 0.0
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
        total += loss.item()
    print(f"epoch {epoch}: {total / len(loader):.4e}")
model.eval()
with torch.no_grad():
    pred = model(X_test)
print("mean prediction", pred.mean().item(), "mean price", y_test.mean().item())
