import numpy as np
import pandas as pd
import torch
import torch.nn as nn
from torch.utils.data import Dataset, DataLoader


class WindowDataset(Dataset):
    """슬라이딩 윈도우: 과거 24시간 -> 다음 1시간"""

    def __init__(self, series, window=24):
        self.series = torch.tensor(series, dtype=torch.float32)
        self.window = window

    def __len__(self):
        return len(self.series) - self.window

    def __getitem__(self, i):
        x = self.series[i:i + self.window].unsqueeze(-1)
        y = self.series[i + self.window].unsqueeze(-1)
        return x, y


class LSTMForecaster(nn.Module):
    def __init__(self, hidden_size=64):
        super().__init__()
        self.lstm = nn.LSTM(input_size=1, hidden_size=hidden_size, batch_first=True)
        self.fc = nn.Linear(hidden_size, 1)

    def forward(self, x):
        out, _ = self.lstm(x)
        return self.fc(out[:, -1, :])


def train_epoch(model, loader, criterion, optimizer):
    model.train()
    total_loss = 0.0
    for x, y in loader:
        optimizer.zero_grad()
        pred = model(x)
        loss = criterion(pred, y)
        loss.backward()
        optimizer.step()
        total_loss += loss.item() * len(x)
        return total_loss / len(loader.dataset)


def evaluate(model, loader, criterion):
    model.eval()
    total_loss = 0.0
    with torch.no_grad():
        for x, y in loader:
            total_loss += criterion(model(x), y).item() * len(x)
    return total_loss / len(loader.dataset)


if __name__ == '__main__':
    torch.manual_seed(0)
    df = pd.read_csv('power_usage_2022.csv', parse_dates=['timestamp'])
    values = df['kwh'].values
    n_train = int(len(values) * 0.8)
    mean, std = values[:n_train].mean(), values[:n_train].std()
    values = (values - mean) / std
    train_loader = DataLoader(WindowDataset(values[:n_train]), batch_size=64, shuffle=True)
    val_loader = DataLoader(WindowDataset(values[n_train:]), batch_size=256)

    model = LSTMForecaster()
    criterion = nn.MSELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(30):
        tr = train_epoch(model, train_loader, criterion, optimizer)
        va = evaluate(model, val_loader, criterion)
        print(f'epoch {epoch + 1:02d} | train {tr:.5f} | val {va:.5f}')
