import torch, pandas as pd
from torch import nn
torch.manual_seed(0)
df = pd.read_csv("b.csv")
X = torch.from_numpy(df[["a", "b"]].to_numpy()).float(); X = (X - X.mean(0)) / X.std(0)
y = torch.from_numpy(df[["t"]].to_numpy()).float()
z = torch.from_numpy(df["t"].to_numpy()).float().unsqueeze(1)
net = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 1)); opt = torch.optim.Adam(net.parameters())
for _ in range(100):
    loss = (net(X) - y).pow(2).mean() + (net(X) - z).pow(2).mean()
    opt.zero_grad(); loss.backward(); opt.step()
