import numpy as np
import torch
from torch import nn, optim
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, Dataset


def synth_houses(n=1200, seed=0):
    g = np.random.default_rng(seed)
    area = g.normal(110, 30, n).clip(30)
    rooms = g.integers(1, 7, n)
    age = g.uniform(0, 60, n)
    dist = g.exponential(8, n)
    price = 60000 + 1800 * area + 9000 * rooms - 700 * age - 2500 * dist + g.normal(0, 12000, n)
    return np.c_[area, rooms, age, dist], price


class Houses(Dataset):
    def __init__(self, X, price):
        self.X = torch.tensor(X, dtype=torch.float32)
        self.price = torch.tensor(price, dtype=torch.float32).unsqueeze(1)

    def __len__(self):
        return len(self.X)

    def __getitem__(self, i):
        return self.X[i], self.price[i]


torch.manual_seed(0)
X, price = synth_houses()
Xtr, Xte, ptr, pte = train_test_split(X, price, test_size=0.2, random_state=0)
sc = StandardScaler().fit(Xtr)
train_dl = DataLoader(Houses(sc.transform(Xtr), ptr), batch_size=64, shuffle=True)
test_ds = Houses(sc.transform(Xte), pte)

net = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 1))
opt = optim.Adam(net.parameters(), lr=1e-3)
mse = nn.MSELoss()
for epoch in range(30):
    net.train()
    s = 0.0
    for xb, pb in train_dl:
        opt.zero_grad()
        loss = mse(net(xb), pb)
        loss.backward()
        opt.step()
        s += loss.item() * len(xb)
    if epoch % 5 == 0:
        net.eval()
        with torch.no_grad():
            out = net(test_ds.X)
        print(f'epoch {epoch}: loss {s / len(Xtr):.4g}, mean prediction {out.mean().item():.1f}, mean price {test_ds.price.mean().item():.1f}')
