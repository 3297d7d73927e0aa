# 원-핫(실수) 타깃을 그대로 사용
import pandas as pd
import torch
import torch.nn as nn
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split

torch.manual_seed(7)
df = load_iris(as_frame=True).frame.rename(columns={"target": "species"})
tr, te = train_test_split(df, test_size=0.3, random_state=7, stratify=df.species)
cols = df.columns[:4]
mu, sd = tr[cols].mean(), tr[cols].std()


def pack(part):
    x = torch.tensor(((part[cols] - mu) / sd).values, dtype=torch.float32)
    t = torch.tensor(pd.get_dummies(part.species).values, dtype=torch.float32)
    return x, t


x, t = pack(tr)
xv, tv = pack(te)
net = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3))
opt = torch.optim.Adam(net.parameters(), lr=0.02)
ce = nn.CrossEntropyLoss()
for epoch in range(100):
    opt.zero_grad()
    loss = ce(net(x), t)
    loss.backward()
    opt.step()
with torch.no_grad():
    print("정확도", (net(xv).argmax(1) == tv.argmax(1)).float().mean().item())
