import numpy as np
import torch
import torch.nn as nn
from sklearn.preprocessing import MinMaxScaler
from torch.utils.data import DataLoader, Dataset

np.random.seed(0)
torch.manual_seed(0)


class StockDataset(Dataset):
    def __init__(self, values, lookback=10):
        self.values = torch.tensor(values, dtype=torch.float32)
        self.lookback = lookback

    def __len__(self):
        return len(self.values) - self.lookback

    def __getitem__(self, i):
        return self.values[i:i + self.lookback], self.values[i + self.lookback]


class Predictor(nn.Module):
    def __init__(self, hidden=16):
        super().__init__()
        self.lstm = nn.LSTM(1, hidden, batch_first=True)
        self.fc = nn.Linear(hidden, 1)

    def forward(self, x):
        out, _ = self.lstm(x)
        return self.fc(out[:, -1])


prices = 100 + np.cumsum(np.random.randn(500) + 0.1)
scaler = MinMaxScaler(feature_range=(0, 1))
scaled = scaler.fit_transform(prices.reshape(-1, 1))
train_size = int(len(scaled) * 0.8)
train_data, test_data = scaled[:train_size], scaled[train_size:]
train_loader = DataLoader(StockDataset(train_data), batch_size=26, shuffle=True)
test_loader = DataLoader(StockDataset(test_data), batch_size=90)

model = Predictor()
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for epoch in range(4):
    model.train()
    for seq, target in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(seq), target)
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch} train {loss.item():.5f}")
model.eval()
with torch.no_grad():
    for seq, target in test_loader:
        pred = scaler.inverse_transform(model(seq).numpy())
        truth = scaler.inverse_transform(target.numpy())
print("test RMSE in won:", float(np.sqrt(((pred - truth) ** 2).mean())))
