import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
np.random.seed(0)

LOOKBACK = 12


def load_series(n=700):
    hours = np.arange(n)
    load = 1.0 + 0.5 * np.sin(2 * np.pi * hours / 24) + 0.2 * np.sin(2 * np.pi * hours / 168)
    return (load + 0.05 * np.random.randn(n)).astype(np.float32)


def make_windows(series):
    xs, ys = [], []
    for i in range(len(series) - LOOKBACK):
        xs.append(series[i:i + LOOKBACK, None])
        ys.append(series[i + LOOKBACK:i + LOOKBACK + 1])
    return torch.from_numpy(np.array(xs)), torch.from_numpy(np.array(ys))


class LoadForecaster(nn.Module):
    def __init__(self, hidden=20):
        super().__init__()
        self.lstm = nn.LSTM(input_size=1, hidden_size=hidden, batch_first=True)
        self.linear = nn.Linear(hidden, 1)

    def forward(self, x):
        x, _ = self.lstm(x)
        x = self.linear(x[:, -1])
        return x.squeeze(-1)


series = load_series()
cut = 560
train_mean, train_std = series[:cut].mean(), series[:cut].std()
series = (series - train_mean) / train_std
X_train, y_train = make_windows(series[:cut])
X_test, y_test = make_windows(series[cut:])
loader = DataLoader(TensorDataset(X_train, y_train), shuffle=True, batch_size=8, drop_last=True)

model = LoadForecaster()
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
criterion = nn.L1Loss()
for epoch in range(4):
    model.train()
    running = 0.0
    for X_batch, y_batch in loader:
        y_pred = model(X_batch)
        loss = criterion(y_pred, y_batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        running += loss.item()
    model.eval()
    with torch.no_grad():
        y_hat = model(X_test)
        mae = (y_hat - y_test.squeeze(-1)).abs().mean().item()
    print("Epoch %d: train L1 %.4f, test MAE %.4f" % (epoch, running / len(loader), mae))
