import torch
import torch.nn as nn
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(10)
X, y = load_wine(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=10, stratify=y)

scaler = StandardScaler()
X_train = scaler.fit_transform(X_train)
X_test = scaler.transform(X_test)

X_train = torch.FloatTensor(X_train)
X_test = torch.FloatTensor(X_test)
y_train = torch.LongTensor(y_train)
y_test = torch.LongTensor(y_test)
loader = DataLoader(TensorDataset(X_train, y_train), batch_size=19, shuffle=True)

model = nn.Sequential(nn.Linear(13, 32), nn.ReLU(), nn.Linear(32, 3))
loss_fn = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)

for epoch in range(20):
    total = 0.0
    for xb, yb in loader:
        logits = model(xb)
        loss = loss_fn(logits, yb)

        # optimizer.zero_grad()   # 기울기를 0으로? 매번 지우면 학습이 안 되는 것 같아서 일단 주석 처리
        loss.backward()
        optimizer.step()
        total += loss.item() * xb.size(0)
    if epoch % 4 == 3:
        print(f"{epoch + 1}번째 에폭, 평균 손실 {total / len(X_train):.4f}")

with torch.no_grad():
    pred = model(X_test).argmax(dim=1)
    print("테스트 정확도: {:.1f}%".format((pred == y_test).float().mean().item() * 100))
