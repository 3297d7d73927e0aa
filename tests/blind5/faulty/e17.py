import random

import numpy as np
import pandas as pd
import torch
from sklearn.decomposition import PCA
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, Dataset


def seed_everything(seed):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


class HeartDataset(Dataset):
    def __init__(self, X, y):
        self.X = torch.as_tensor(X, dtype=torch.float32)
        self.y = torch.as_tensor(y, dtype=torch.float32)

    def __len__(self):
        return len(self.X)

    def __getitem__(self, i):
        return self.X[i], self.y[i]


class MLP(nn.Module):
    def __init__(self, dims):
        super().__init__()
        mods = []
        for a, b in zip(dims[:-1], dims[1:]):
            mods += [nn.Linear(a, b), nn.ReLU()]
        self.net = nn.Sequential(*mods[:-1])

    def forward(self, x):
        return self.net(x).squeeze(-1)


def preprocess(csv_path, n_comp=10):
    df = pd.read_csv(csv_path)
    y = (df.pop('num') > 0).astype('float32').values
    X = pd.get_dummies(df, columns=['cp', 'thal', 'slope', 'restecg'], dtype=float)
    X = X.fillna(0).values

    scaler = StandardScaler()
    X = scaler.fit_transform(X)
    pca = PCA(n_components=n_comp)
    X = pca.fit_transform(X)
    return train_test_split(X, y, test_size=0.2, stratify=y, random_state=1)


def main():
    seed_everything(1)
    X_train, X_test, y_train, y_test = preprocess('heart_cleveland.csv')
    loader = DataLoader(HeartDataset(X_train, y_train), batch_size=16, shuffle=True)
    model = MLP([X_train.shape[1], 32, 16, 1])
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=1e-3)
    loss_fn = nn.BCEWithLogitsLoss()

    for epoch in range(60):
        model.train()
        for xb, yb in loader:
            optimizer.zero_grad()
            loss = loss_fn(model(xb), yb)
            loss.backward()
            optimizer.step()

    model.eval()
    with torch.no_grad():
        score = model(torch.as_tensor(X_test, dtype=torch.float32)).numpy()
    print('test ROC-AUC: %.3f' % roc_auc_score(y_test, score))


if __name__ == '__main__':
    main()
