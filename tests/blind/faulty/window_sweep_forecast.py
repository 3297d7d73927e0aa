# -*- coding: utf-8 -*-
# 시계열 예측 : window 크기를 바꿔가며 실험
import numpy as np
import torch
import torch.nn as nn

torch.manual_seed(123)
np.random.seed(123)

t = np.arange(0, 400)
signal = np.sin(t * 0.1) + 0.3 * np.sin(t * 0.37) + 0.05 * np.random.randn(400)
signal = signal.astype(np.float32)


class Forecaster(nn.Module):
    def __init__(self, window):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(window, 32),
            nn.ReLU(),
            nn.Linear(32, 1),
        )

    def forward(self, x):
        return self.net(x)


def make_windows(series, window):
    X = np.stack([series[i:i + window] for i in range(len(series) - window)])
    y = series[window:].reshape(-1, 1)
    return torch.from_numpy(X), torch.from_numpy(y)


window = 8
model = Forecaster(window)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
criterion = nn.MSELoss()

X, y = make_windows(signal, window)
for epoch in range(30):
    optimizer.zero_grad()
    loss = criterion(model(X[:300]), y[:300])
    loss.backward()
    optimizer.step()
print('window = 8  ->', loss.item())

# 더 긴 window 로 다시
window = 24
model = Forecaster(window)
X, y = make_windows(signal, window)
for epoch in range(30):
    optimizer.zero_grad()
    loss = criterion(model(X[:300]), y[:300])
    loss.backward()
    optimizer.step()
print('window = 24 ->', loss.item())

model.eval()
with torch.no_grad():
    pred = model(X[300:])
    print('test mse', criterion(pred, y[300:]).item())
