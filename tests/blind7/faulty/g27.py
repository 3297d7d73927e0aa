import numpy as np
import pandas as pd
import torch
import torch.nn as nn
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

rng = np.random.default_rng(22)
torch.manual_seed(22)
n = 1000
houses = pd.DataFrame({
    "area": rng.uniform(40, 200, n), "rooms": rng.integers(1, 7, n),
    "age": rng.uniform(0, 60, n), "distance": rng.exponential(8, n)})
houses["price"] = 60000 + 2500 * houses.area + 9000 * houses.rooms - 1200 * houses.age - 4000 * houses.distance + rng.normal(0, 15000, n)
train, test = train_test_split(houses, test_size=0.2, random_state=22)
cols = ["area", "rooms", "age", "distance"]
sc = StandardScaler().fit(train[cols])
xt = torch.tensor(sc.transform(train[cols]), dtype=torch.float32)
xv = torch.tensor(sc.transform(test[cols]), dtype=torch.float32)
yt = torch.tensor(train.price.values, dtype=torch.float32).view(-1, 1)
yv = torch.tensor(test.price.values, dtype=torch.float32).view(-1, 1)
net = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 16), nn.ReLU(), nn.Linear(16, 1))
opt = torch.optim.Adam(net.parameters(), lr=1e-3)
mse = nn.MSELoss()
for epoch in range(30):
    tot = 0.0
    for x, y in DataLoader(TensorDataset(xt, yt), batch_size=32, shuffle=True):
        opt.zero_grad()
        loss = mse(net(x), y)
        loss.backward()
        opt.step()
        tot += loss.item() * len(x)
    if epoch % 5 == 4:
        print(epoch + 1, f"{tot / len(xt):.4e}")
with torch.no_grad():
    print("R2", 1 - ((net(xv) - yv).pow(2).mean() / yv.var()).item())
