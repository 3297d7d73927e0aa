import numpy as np
import pandas as pd
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.model_selection import train_test_split


def transactions(n=6000, seed=0):
    rng = np.random.default_rng(seed)
    df = pd.DataFrame({'amount': rng.lognormal(3, 1, n), 'hour': rng.integers(0, 24, n), 'age_days': rng.exponential(300, n), 'foreign': rng.integers(0, 2, n)})
    z = 0.5 * np.log(df.amount) + 0.9 * df.foreign - 0.002 * df.age_days + 0.6 * (df.hour < 5) - 5.0
    df['fraud'] = (rng.random(n) < 1 / (1 + np.exp(-z))).astype(int)
    return df


def features(df):
    return np.stack([np.log(df.amount), (df.hour < 5) * 1.0, df.age_days, df.foreign], 1)


class FraudNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Dropout(0.2), nn.Linear(32, 1))

    def forward(self, x):
        return self.net(x).squeeze(1)


def main():
    torch.manual_seed(0)
    df = transactions()
    tr, te = train_test_split(df, test_size=0.25, random_state=0, stratify=df.fraud)
    Xa, Xb = features(tr), features(te)
    m, s = Xa.mean(0), Xa.std(0)
    ds = lambda X, d: TensorDataset(torch.tensor((X - m) / s, dtype=torch.float32), torch.tensor(d.fraud.to_numpy(), dtype=torch.float32))
    train_ds, test_ds = ds(Xa, tr), ds(Xb, te)
    model = FraudNet()
    crit = nn.BCEWithLogitsLoss()
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(8):
        model.train()
        for x, y in DataLoader(train_ds, 64, shuffle=True):
            opt.zero_grad()
            loss = crit(model(x), y)
            loss.backward()
            opt.step()
        model.eval()
        with torch.no_grad():
            x, y = test_ds.tensors
            pred = torch.sigmoid(model(x)) > 0.5
            acc = (pred == y.bool()).float().mean().item()
        print(f'epoch {epoch} loss {loss.item():.4f} accuracy {acc:.4f}')


if __name__ == '__main__':
    main()
