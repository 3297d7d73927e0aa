import torch, pandas as pd
from torch import nn
df = pd.read_csv("boston.csv")
feats = ["rm", "lstat", "ptratio"]
X = torch.from_numpy(df[feats].to_numpy()).float()
y = torch.from_numpy(df["medv"].to_numpy()).float()
net = nn.Sequential(nn.Linear(len(feats), 16), nn.ReLU(), nn.Linear(16, 1))
opt = torch.optim.Adam(net.parameters(), 1e-2)
for e in range(200):
    err = net(X) - y
    loss = err.pow(2).mean()
    opt.zero_grad(); loss.backward(); opt.step()
