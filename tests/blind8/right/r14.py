import numpy as np
import pandas as pd
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Passengers(Dataset):
    COLS = ['age', 'fare', 'female', 'class_2', 'class_3']

    def __init__(self, df, stats=None):
        self.stats = stats or (df[self.COLS].mean(), df[self.COLS].std())
        m, s = self.stats
        self.x = ((df[self.COLS] - m) / s).to_numpy(np.float32)
        self.y = df['survived'].to_numpy(np.float32)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


def frame(n, seed):
    r = np.random.default_rng(seed)
    cls = r.integers(1, 4, n)
    df = pd.DataFrame({'age': r.normal(30, 12, n).clip(1), 'fare': r.lognormal(4 - 0.6 * cls, 0.5), 'female': r.integers(0, 2, n)})
    df['class_2'], df['class_3'] = (cls == 2) * 1, (cls == 3) * 1
    z = 2.5 * df.female - 0.9 * (cls - 2) - 0.02 * (df.age - 30) - 1.0
    df['survived'] = (r.random(n) < 1 / (1 + np.exp(-z))) * 1
    return df


class Net(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(d, 16), nn.ReLU(), nn.Linear(16, 1))

    def forward(self, x):
        return self.layers(x).squeeze(-1)

    @torch.no_grad()
    def predict(self, x):
        return (torch.sigmoid(self(x)) > 0.5).long()


def main():
    torch.manual_seed(0)
    train_ds = Passengers(frame(800, 0))
    val_ds = Passengers(frame(300, 1), train_ds.stats)
    net = Net(len(Passengers.COLS))
    pos_weight = torch.tensor((train_ds.y == 0).sum() / (train_ds.y == 1).sum())
    crit = nn.BCEWithLogitsLoss(pos_weight=pos_weight)
    opt = torch.optim.Adam(net.parameters(), lr=5e-3)
    for epoch in range(15):
        net.train()
        for x, y in DataLoader(train_ds, 32, shuffle=True):
            logit = net(x)
            loss = crit(logit, y)
            opt.zero_grad()
            loss.backward()
            opt.step()
        net.eval()
        correct = 0
        with torch.no_grad():
            for x, y in DataLoader(val_ds, 100):
                correct += ((net(x) > 0) == y.bool()).sum().item()
        if epoch % 5 == 4:
            print(epoch + 1, f'{loss.item():.4f} {correct / len(val_ds):.4f}')
    test = Passengers(frame(300, 2), train_ds.stats)
    pred = net.predict(torch.from_numpy(test.x))
    print('test', (pred.numpy() == test.y).mean())


if __name__ == '__main__':
    main()
