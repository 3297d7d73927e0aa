import numpy as np
import pandas as pd
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


def houses(n=1000):
    r = np.random.default_rng(7)
    df = pd.DataFrame({'sqft': r.normal(1800, 500, n), 'beds': r.integers(1, 6, n), 'year': r.integers(1950, 2020, n), 'lot': r.lognormal(8.5, 0.4, n)})
    df['price'] = 120 * df.sqft + 15000 * df.beds + 900 * (df.year - 1950) + 4 * df.lot + r.normal(0, 15000, n)
    return df


def to_loader(X, y, batch_size, shuffle=False):
    y = torch.tensor(np.asarray(y), dtype=torch.float32).unsqueeze(1)
    return DataLoader(TensorDataset(torch.tensor(X, dtype=torch.float32), y), batch_size, shuffle=shuffle)


def rmse(model, loader):
    model.eval()
    se = n = 0
    with torch.no_grad():
        for x, y in loader:
            se += ((model(x) - y) ** 2).sum().item()
            n += len(y)
    return (se / n) ** 0.5


def main():
    torch.manual_seed(0)
    df = houses()
    tr, te = train_test_split(df, test_size=0.2, random_state=0)
    sc = StandardScaler().fit(tr.drop(columns='price'))
    train_dl = to_loader(sc.transform(tr.drop(columns='price')), tr['price'], 32, True)
    test_dl = to_loader(sc.transform(te.drop(columns='price')), te['price'], 200)
    model = nn.Sequential(nn.Linear(4, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 1))
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    crit = nn.MSELoss()
    for epoch in range(30):
        model.train()
        for x, y in train_dl:
            opt.zero_grad()
            loss = crit(model(x), y)
            loss.backward()
            opt.step()
        if epoch % 5 == 4:
            print(f'{epoch + 1} loss {loss.item():.3e} rmse {rmse(model, test_dl):.0f} (std of the price {te.price.std():.0f})')


if __name__ == '__main__':
    main()
