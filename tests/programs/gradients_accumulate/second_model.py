import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, TensorDataset

# 선형 모델과 은닉층 1개짜리 신경망 비교
torch.manual_seed(0)
X, y = load_digits(return_X_y=True)
X, y = torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y)
order = torch.randperm(len(X))
train_idx, test_idx = order[:1437], order[1437:]
loader = DataLoader(TensorDataset(X[train_idx], y[train_idx]), batch_size=64, shuffle=True)
criterion = nn.CrossEntropyLoss()


def accuracy(net):
    with torch.no_grad():
        return (net(X[test_idx]).argmax(1) == y[test_idx]).float().mean().item()


# --- 모델 1: 소프트맥스 회귀 ---
linear = nn.Linear(64, 10)
optimizer = torch.optim.SGD(linear.parameters(), lr=0.1)

for epoch in range(5):
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(linear(xb), yb)
        loss.backward()
        optimizer.step()
    print(f"linear  epoch {epoch + 1}: loss {loss.item():.4f}")

# --- 모델 2: 은닉층 1개 ---
hidden = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
optimizer2 = torch.optim.SGD(hidden.parameters(), lr=0.1)

for epoch in range(5):
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(hidden(xb), yb)
        loss.backward()
        optimizer2.step()
    print(f"hidden  epoch {epoch + 1}: loss {loss.item():.4f}")

print(f"정확도: linear {accuracy(linear):.4f}, hidden {accuracy(hidden):.4f}")
