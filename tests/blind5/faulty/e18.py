import pandas as pd
import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import Dataset, DataLoader
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

SEED = 2023
torch.manual_seed(SEED)
np.random.seed(SEED)

train_df = pd.read_csv('../input/house-prices/train.csv')
num_cols = [c for c in train_df.select_dtypes('number').columns if c not in ('Id', 'SalePrice')]
train_df[num_cols] = train_df[num_cols].fillna(0)

tr, va = train_test_split(train_df, test_size=0.2, random_state=SEED)
sc = StandardScaler().fit(tr[num_cols])


class HouseDataset(Dataset):
    def __init__(self, frame):
        self.X = sc.transform(frame[num_cols]).astype('float32')
        self.y = np.log1p(frame['SalePrice'].values).astype('float32') - 12.0
        self.weight = np.where(frame['YrSold'].values >= 2009, 1.5, 1.0).astype('float32')

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return torch.from_numpy(self.X[i]), torch.tensor(self.y[i]), torch.tensor(self.weight[i])


class PriceNet(nn.Module):
    def __init__(self, n_in, hidden=128):
        super().__init__()
        self.body = nn.Sequential(
            nn.Linear(n_in, hidden), nn.ReLU(),
            nn.Linear(hidden, hidden // 2), nn.ReLU(),
        )
        self.out = nn.Linear(hidden // 2, 1)

    def forward(self, x):
        return self.out(self.body(x)).squeeze(1)


train_loader = DataLoader(HouseDataset(tr), batch_size=64, shuffle=True)
valid_loader = DataLoader(HouseDataset(va), batch_size=256)

model = PriceNet(len(num_cols))
criterion = nn.MSELoss(reduction='none')
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)

for epoch in range(30):
    model.train()
    for X, y, w in train_loader:
        optimizer.zero_grad()
        pred = model(X)
        loss = criterion(pred, y) * w
        loss.backward()
        optimizer.step()

    model.eval()
    sq, n = 0.0, 0
    with torch.no_grad():
        for X, y, _ in valid_loader:
            sq += ((model(X) - y) ** 2).sum().item()
            n += len(y)
    print(f'epoch {epoch:02d} | valid RMSLE {np.sqrt(sq / n):.4f}')
