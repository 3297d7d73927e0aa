"""Monthly passengers forecast with an LSTM."""
import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

SEQ_LEN = 12


def make_series(n_months=360, seed=6):
    rng = np.random.default_rng(seed)
    t = np.arange(n_months)
    trend = 150 + 0.3 * t
    season = 40 * np.sin(2 * np.pi * t / 12)
    return (trend + season + rng.normal(0, 6, n_months)).astype(np.float32)


def make_windows(series, seq_len):
    xs, ys = [], []
    for i in range(len(series) - seq_len):
        xs.append(series[i:i + seq_len])
        ys.append(series[i + seq_len])
    return np.stack(xs), np.array(ys, dtype=np.float32)


class Forecaster(nn.Module):
    def __init__(self, hidden_size=32):
        super().__init__()
        self.lstm = nn.LSTM(input_size=1, hidden_size=hidden_size, batch_first=True)
        self.fc = nn.Linear(hidden_size, 1)

    def forward(self, x):
        out, _ = self.lstm(x)
        return torch.sigmoid(self.fc(out[:, -1, :]))


series = make_series()
cut = 300
mean, std = series[:cut].mean(), series[:cut].std()
x_train, y_train = make_windows(series[:cut], SEQ_LEN)
x_test, y_test = make_windows(series[cut - SEQ_LEN:], SEQ_LEN)

# inputs are standardised with the statistics of the training months
x_train = torch.from_numpy((x_train - mean) / std).unsqueeze(-1)
x_test = torch.from_numpy((x_test - mean) / std).unsqueeze(-1)
y_train = torch.from_numpy(y_train).unsqueeze(-1)
y_test = torch.from_numpy(y_test).unsqueeze(-1)

torch.manual_seed(6)
loader = DataLoader(TensorDataset(x_train, y_train), batch_size=16, shuffle=True)
model = Forecaster()
criterion = nn.L1Loss()
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)

for epoch in range(20):
    model.train()
    total = 0.0
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()
        total += loss.item() * len(xb)
    if (epoch + 1) % 5 == 0:
        print(f"epoch {epoch + 1}: MAE {total / len(x_train):.2f}")

model.eval()
with torch.no_grad():
    forecast = model(x_test)
    mae = (forecast - y_test).abs().mean().item()
naive = (y_test[1:] - y_test[:-1]).abs().mean().item()
print(f"test MAE {mae:.2f} passengers (naive last value {naive:.2f})")
