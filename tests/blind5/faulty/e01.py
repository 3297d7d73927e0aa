import numpy as np
import pandas as pd
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.preprocessing import StandardScaler

# UCI bike sharing (hour.csv)
df = pd.read_csv('hour.csv')
for col in ['season', 'weathersit', 'hr', 'weekday']:
    df = df.join(pd.get_dummies(df[col], prefix=col, dtype=float))
drop = ['instant', 'dteday', 'casual', 'registered', 'cnt', 'season', 'weathersit', 'hr', 'weekday', 'atemp']
feature_cols = [c for c in df.columns if c not in drop]

split = len(df) - 24 * 60
train, test = df.iloc[:split], df.iloc[split:]

x_scaler = StandardScaler().fit(train[feature_cols])
y_mean, y_std = train['cnt'].mean(), train['cnt'].std()


def to_tensors(part):
    x = torch.tensor(x_scaler.transform(part[feature_cols]), dtype=torch.float32)
    y = torch.tensor(((part['cnt'] - y_mean) / y_std).values, dtype=torch.float32)
    return TensorDataset(x, y)


class BikeNet(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.hidden = nn.Sequential(
            nn.Linear(n_features, 64),
            nn.ReLU(),
            nn.Linear(64, 32),
            nn.ReLU())
        self.output = nn.Linear(32, 1)

    def forward(self, x):
        return self.output(self.hidden(x))


def main():
    torch.manual_seed(21)
    train_loader = DataLoader(to_tensors(train), batch_size=128, shuffle=True)
    test_ds = to_tensors(test)
    net = BikeNet(len(feature_cols))
    criterion = nn.MSELoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)

    for epoch in range(25):
        net.train()
        losses = []
        for features, counts in train_loader:
            optimizer.zero_grad()
            output = net(features)
            loss = criterion(output, counts)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        print(f'Epoch {epoch}: {np.mean(losses):.4f}')

    net.eval()
    with torch.no_grad():
        pred = net(test_ds.tensors[0]).squeeze(1)
        mae = (pred - test_ds.tensors[1]).abs().mean().item() * y_std
    print(f'test MAE: {mae:.1f} bikes')


if __name__ == '__main__':
    main()
