# 당뇨병 진행도 예측 (회귀) - 부트캠프 5주차 과제
import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import load_diabetes
from sklearn.metrics import r2_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import TensorDataset, DataLoader

torch.manual_seed(0)
np.random.seed(0)

# 1. 데이터 준비
데이터 = load_diabetes()
X, y = 데이터.data, 데이터.target
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)

# 입력과 타깃 모두 훈련 데이터 기준으로 표준화
x_scaler = StandardScaler().fit(X_train)
평균, 표준편차 = y_train.mean(), y_train.std()

X_train = torch.tensor(x_scaler.transform(X_train), dtype=torch.float32)
X_test = torch.tensor(x_scaler.transform(X_test), dtype=torch.float32)
y_train = torch.tensor((y_train - 평균) / 표준편차, dtype=torch.float32)
y_test = torch.tensor((y_test - 평균) / 표준편차, dtype=torch.float32)

train_loader = DataLoader(TensorDataset(X_train, y_train), batch_size=32, shuffle=True)


# 2. 모델 정의
class 회귀모델(nn.Module):
    def __init__(self, 입력차원, 은닉=32):
        super().__init__()
        self.layer1 = nn.Linear(입력차원, 은닉)
        self.layer2 = nn.Linear(은닉, 16)
        self.output = nn.Linear(16, 1)
        self.relu = nn.ReLU()

    def forward(self, x):
        x = self.relu(self.layer1(x))
        x = self.relu(self.layer2(x))
        return self.output(x)


model = 회귀모델(X_train.shape[1])
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.005, weight_decay=1e-3)

# 3. 학습
loss_history = []
for epoch in range(60):
    model.train()
    epoch_loss = 0.0
    for xb, yb in train_loader:
        optimizer.zero_grad()
        예측 = model(xb)
        loss = criterion(예측, yb)
        loss.backward()
        optimizer.step()
        epoch_loss += loss.item() * xb.size(0)
    epoch_loss /= len(X_train)
    loss_history.append(epoch_loss)
    if (epoch + 1) % 10 == 0:
        print(f"[{epoch + 1:3d}] 학습 손실 = {epoch_loss:.4f}")

# 4. 평가
model.eval()
with torch.no_grad():
    test_pred = model(X_test).squeeze(1)
mae = (test_pred - y_test).abs().mean() * 표준편차
print(f"테스트 MAE: {mae:.2f}")
print(f"테스트 R2 : {r2_score(y_test.numpy(), test_pred.numpy()):.3f}")
