# House Prices - Advanced Regression Techniques
import os
import random
import numpy as np
import pandas as pd
import torch
import torch.nn as nn
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, Dataset

BASE = '../input/house-prices-advanced-regression-techniques'


def seed_everything(seed):
    random.seed(seed)
    os.environ['PYTHONHASHSEED'] = str(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


seed_everything(2023)
train_csv = pd.read_csv(f'{BASE}/train.csv')
num = train_csv.select_dtypes('number').drop(columns=['Id', 'SalePrice'])
price = np.log1p(train_csv['SalePrice'].values)

X_tr, X_va, y_tr, y_va = train_test_split(num, price, test_size=0.15, random_state=2023)
med = X_tr.median()
X_tr, X_va = X_tr.fillna(med), X_va.fillna(med)
mu, sd = X_tr.mean(), X_tr.std() + 1e-6
X_tr, X_va = (X_tr - mu) / sd, (X_va - mu) / sd
y_mu, y_sd = y_tr.mean(), y_tr.std()
y_tr, y_va = (y_tr - y_mu) / y_sd, (y_va - y_mu) / y_sd


class HouseDS(Dataset):
    def __init__(self, x, y):
        self.x = torch.tensor(x.values, dtype=torch.float32)
        self.y = torch.tensor(y, dtype=torch.float32).view(-1, 1)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, idx):
        return self.x[idx], self.y[idx]


class PriceNet(nn.Module):
    def __init__(self, n_in):
        super().__init__()
        self.fc1 = nn.Linear(n_in, 128)
        self.fc2 = nn.Linear(128, 64)
        self.fc3 = nn.Linear(64, 1)
        self.drop = nn.Dropout(0.1)

    def forward(self, x):
        x = self.drop(torch.relu(self.fc1(x)))
        x = self.drop(torch.relu(self.fc2(x)))
        return torch.sigmoid(self.fc3(x))


dl_tr = DataLoader(HouseDS(X_tr, y_tr), batch_size=64, shuffle=True)
dl_va = DataLoader(HouseDS(X_va, y_va), batch_size=256)
model = PriceNet(X_tr.shape[1])
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
criterion = nn.MSELoss()

for epoch in range(60):
    model.train()
    for x, y in dl_tr:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    model.eval()
    sq = 0.0
    with torch.no_grad():
        for x, y in dl_va:
            sq += ((model(x) - y) ** 2).sum().item()
    if epoch % 10 == 0:
        print(epoch, 'rmsle', np.sqrt(sq / len(y_va)) * y_sd)
