"""아파트 가격 예측 (단위: 원)"""
import numpy as np
import pandas as pd
import torch
from torch import nn
from torch.utils.data import Dataset, DataLoader

난수 = np.random.default_rng(2023)


def 데이터_만들기(n=1200):
    면적 = 난수.normal(84, 20, n).clip(30, 180)
    층 = 난수.integers(1, 30, n)
    연식 = 난수.integers(0, 35, n)
    역거리 = 난수.gamma(2, 350, n)
    가격 = (면적 * 9.0e6 + 층 * 3.0e6 - 연식 * 6.0e6 - 역거리 * 6.0e4 + 난수.normal(0, 3.0e7, n))
    return pd.DataFrame({'area': 면적, 'floor': 층, 'age': 연식, 'distance': 역거리, 'price': 가격})


class 아파트데이터(Dataset):
    def __init__(self, df, mean, std):
        x = (df.drop(columns='price') - mean) / std
        self.x = torch.tensor(x.values, dtype=torch.float32)
        self.y = torch.tensor(df['price'].values, dtype=torch.float32).unsqueeze(1)

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


df = 데이터_만들기()
train_df, val_df = df[:900], df[900:]
평균 = train_df.drop(columns='price').mean()
표준편차 = train_df.drop(columns='price').std()

torch.manual_seed(0)
train_loader = DataLoader(아파트데이터(train_df, 평균, 표준편차), batch_size=32, shuffle=True)
val_loader = DataLoader(아파트데이터(val_df, 평균, 표준편차), batch_size=300)

model = nn.Sequential(nn.Linear(4, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

for epoch in range(40):
    model.train()
    total = 0.0
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x)
    if (epoch + 1) % 8 == 0:
        model.eval()
        with torch.no_grad():
            x, y = next(iter(val_loader))
            pred = model(x)
            r2 = 1 - ((pred - y) ** 2).sum() / ((y - y.mean()) ** 2).sum()
        print(f'epoch {epoch + 1}: 학습 손실 {total / len(train_df):.4g}, 검증 R2 {r2.item():.3f}')
