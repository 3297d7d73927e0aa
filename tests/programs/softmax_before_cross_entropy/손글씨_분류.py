# -*- coding: utf-8 -*-
# 손글씨 숫자 분류 (LSTM)
# 이미지 한 줄(8픽셀)을 한 시점으로 본다
import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from torch.utils.data import TensorDataset, DataLoader

torch.manual_seed(777)

입력크기 = 8
은닉크기 = 48
클래스수 = 10
학습률 = 0.005
에폭수 = 4


class 숫자분류기(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(입력크기, 은닉크기, batch_first=True)
        self.fc = nn.Linear(은닉크기, 클래스수)
        self.act = nn.Softmax(dim=1)

    def forward(self, x):
        out, _ = self.lstm(x)
        out = out[:, -1, :]        # 마지막 시점만 사용
        return self.act(self.fc(out))


숫자 = load_digits()
X = torch.FloatTensor(숫자.images) / 16
Y = torch.LongTensor(숫자.target)
섞기 = torch.randperm(len(X))
X, Y = X[섞기], Y[섞기]

train_loader = DataLoader(TensorDataset(X[:1400], Y[:1400]), batch_size=50, shuffle=True)

model = 숫자분류기()
criterion = nn.CrossEntropyLoss()   # 손실 함수
optimizer = torch.optim.Adam(model.parameters(), lr=학습률)

for epoch in range(에폭수):
    avg_cost = 0
    for x, y in train_loader:
        hypothesis = model(x)
        cost = criterion(hypothesis, y)
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
        avg_cost += cost.item() / len(train_loader)
    print(f'에폭 {epoch + 1:>2}  cost = {avg_cost:.6f}')

with torch.no_grad():
    prediction = model(X[1400:])
    correct = torch.argmax(prediction, 1) == Y[1400:]
    print('정확도:', correct.float().mean().item())
