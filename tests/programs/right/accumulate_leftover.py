# 메모리가 부족할 때 쓰는 그래디언트 누적 (gradient accumulation)
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

torch.manual_seed(0)
X, y = load_diabetes(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
x_scaler = StandardScaler().fit(X_train)
y_scaler = StandardScaler().fit(y_train.reshape(-1, 1))


def to_dataset(X, y):
    X = torch.tensor(x_scaler.transform(X), dtype=torch.float32)
    y = torch.tensor(y_scaler.transform(y.reshape(-1, 1)), dtype=torch.float32)
    return TensorDataset(X, y)


def train_epoch(model, loader, criterion, optimizer, accum):
    model.train()
    pending = 0                      # 아직 반영하지 않은 배치 수
    total = 0.0
    optimizer.zero_grad()
    for xb, yb in loader:
        loss = criterion(model(xb), yb)
        total += loss.item() * len(xb)
        (loss / accum).backward()
        pending += 1
        if pending == accum:
            optimizer.step()
            optimizer.zero_grad()
            pending = 0
    if pending > 0:                  # 남은 배치 처리
        optimizer.step()
        optimizer.zero_grad()
    return total / len(loader.dataset)


train_set, test_set = to_dataset(X_train, y_train), to_dataset(X_test, y_test)
loader = DataLoader(train_set, batch_size=8, shuffle=True)
model = nn.Sequential(nn.Linear(10, 16), nn.ReLU(), nn.Linear(16, 1))
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)

for epoch in range(8):
    loss = train_epoch(model, loader, criterion, optimizer, accum=5)
    print(f"에폭 {epoch + 1}: 학습 MSE {loss:.4f}")

model.eval()
with torch.no_grad():
    X_te, y_te = test_set.tensors
    print(f"테스트 MSE {criterion(model(X_te), y_te).item():.4f}")
