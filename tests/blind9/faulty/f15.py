# 주가 수익률 예측 GRU (표준화된 일간 수익률)
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(1)
SEQ = 20


def make_returns(n=1500):
    r = torch.zeros(n)
    e = torch.randn(n)
    for i in range(1, n):
        r[i] = 0.7 * r[i - 1] + e[i] * 0.5
    return r


def windows(series):
    X = series.unfold(0, SEQ, 1)[:-1]
    y = series[SEQ:]
    return X.unsqueeze(-1), y.unsqueeze(-1)


returns = make_returns()
cut = int(len(returns) * 0.8)
mean, std = returns[:cut].mean(), returns[:cut].std()
train_r = (returns[:cut] - mean) / std
test_r = (returns[cut:] - mean) / std
train_ds = TensorDataset(*windows(train_r))
test_ds = TensorDataset(*windows(test_r))


class Forecaster(nn.Module):
    def __init__(self, hidden=24):
        super().__init__()
        self.gru = nn.GRU(1, hidden, batch_first=True)
        self.fc1 = nn.Linear(hidden, 16)
        self.fc2 = nn.Linear(16, 1)

    def forward(self, x):
        _, h = self.gru(x)
        z = F.relu(self.fc1(h[-1]))
        return F.relu(self.fc2(z))


model = Forecaster()
loss_fn = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
loader = DataLoader(train_ds, batch_size=64, shuffle=True)

for epoch in range(5):
    model.train()
    total = 0.0
    for xb, yb in loader:
        loss = loss_fn(model(xb), yb)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * xb.size(0)
    print(f"에폭 {epoch}: MSE {total / len(train_ds):.4f}")

model.eval()
with torch.no_grad():
    X, y = test_ds.tensors
    print("테스트 RMSE", loss_fn(model(X), y).sqrt().item())
