import numpy as np
import pandas as pd
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.model_selection import train_test_split

SEED = 2023
NUM = ['tenure', 'monthly', 'calls']
CAT = ['contract', 'region']


def synth(n=1500):
    rng = np.random.default_rng(SEED)
    df = pd.DataFrame({
        'tenure': rng.exponential(24, n),
        'monthly': rng.normal(60, 20, n),
        'calls': rng.poisson(2, n).astype(float),
        'contract': rng.choice(['month', 'year', 'two'], n, p=[.5, .3, .2]),
        'region': rng.choice(list('NSEW'), n),
    })
    z = -0.04 * df.tenure + 0.03 * df.monthly + 0.4 * df.calls + df.contract.map({'month': 1.0, 'year': 0.0, 'two': -1.0}) - 2.2
    df['churn'] = (rng.random(n) < 1 / (1 + np.exp(-z))).astype(int)
    df.loc[rng.random(n) < 0.05, 'monthly'] = np.nan
    return df


def preprocessor():
    return ColumnTransformer([
        ('num', make_pipeline(SimpleImputer(strategy='median'), StandardScaler()), NUM),
        ('cat', OneHotEncoder(handle_unknown='ignore'), CAT),
    ], sparse_threshold=0)


def load_table():
    df = synth()
    X = preprocessor().fit_transform(df[NUM + CAT]).astype(np.float32)
    return X, df['churn'].to_numpy()


class ChurnNet(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(d, 32), nn.ReLU(), nn.Dropout(0.2), nn.Linear(32, 1))

    def forward(self, x):
        return self.net(x).squeeze(1)


def evaluate(model, X, y):
    model.eval()
    with torch.no_grad():
        logit = model(torch.from_numpy(X))
    return ((logit > 0).numpy() == y).mean()


def main():
    torch.manual_seed(SEED)
    X, y = load_table()
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=SEED, stratify=y)
    dl = DataLoader(TensorDataset(torch.from_numpy(X_train), torch.from_numpy(y_train).float()), batch_size=64, shuffle=True)
    model = ChurnNet(X.shape[1])
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=1e-3)
    criterion = nn.BCEWithLogitsLoss()
    for epoch in range(20):
        model.train()
        losses = []
        for xb, yb in dl:
            optimizer.zero_grad(set_to_none=True)
            loss = criterion(model(xb), yb)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        if epoch % 5 == 4:
            print(f'{epoch + 1:2d} loss {np.mean(losses):.4f}')
    print('train acc', evaluate(model, X_train, y_train))
    print('test acc', evaluate(model, X_test, y_test), 'base rate', max(y_test.mean(), 1 - y_test.mean()))


if __name__ == '__main__':
    main()
