import torch, pandas as pd
from torch import nn
torch.manual_seed(0)
df = pd.read_csv("iris.csv")
df["label"] = df["species"].map({"a": 0, "b": 1, "c": 2})
tr = df.sample(frac=0.8, random_state=0); te = df.drop(tr.index)
mu, sd = tr.iloc[:, :4].mean(), tr.iloc[:, :4].std()
f = lambda d: torch.tensor(((d.iloc[:, :4] - mu) / sd).values, dtype=torch.float32)
Xtr, ytr = f(tr), torch.tensor(tr["label"].values, dtype=torch.long)
Xte, yte = f(te), torch.tensor(te["label"].values, dtype=torch.long)
net = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3)); opt = torch.optim.Adam(net.parameters())
for _ in range(100):
    opt.zero_grad(); nn.functional.cross_entropy(net(Xtr), ytr).backward(); opt.step()
with torch.no_grad(): print((net(Xte).argmax(1) == yte).float().mean())
