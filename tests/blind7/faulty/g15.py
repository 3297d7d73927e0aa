import numpy as np
import pandas as pd
import torch
import torch.nn as nn
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

rng = np.random.default_rng(10)
torch.manual_seed(10)
n = 4000
df = pd.DataFrame(rng.normal(size=(n, 6)), columns=[f"v{i}" for i in range(6)])
df["fraud"] = (rng.random(n) < 0.04).astype(int)
df.loc[df.fraud == 1, "v0"] += 0.9
df.loc[df.fraud == 1, "v3"] -= 0.6
tr, te = train_test_split(df, test_size=0.25, random_state=10, stratify=df.fraud)
feat = list(df.columns[:-1])


def as_tensors(part):
    return torch.tensor(part[feat].values, dtype=torch.float32), torch.tensor(part.fraud.values, dtype=torch.float32)


net = nn.Sequential(nn.Linear(6, 16), nn.ReLU(), nn.Linear(16, 1))
crit = nn.BCEWithLogitsLoss()
opt = torch.optim.Adam(net.parameters(), lr=3e-3)
dl = DataLoader(TensorDataset(*as_tensors(tr)), batch_size=100, shuffle=True)
for epoch in range(20):
    tot = 0.0
    for x, t in dl:
        opt.zero_grad()
        loss = crit(net(x).squeeze(1), t)
        loss.backward()
        opt.step()
        tot += loss.item() * len(t)
    print(epoch, tot / len(tr))
x, t = as_tensors(te)
with torch.no_grad():
    flag = net(x).squeeze(1) > 0
print("accuracy", (flag == t.bool()).float().mean().item(), "caught", int((flag & t.bool()).sum()), "of", int(t.sum()))
