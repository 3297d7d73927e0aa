import torch, numpy as np, pandas as pd
from torch import nn
df = pd.read_csv("heart.csv")
X = torch.tensor(df.drop(columns="target").values, dtype=torch.float32)
y = torch.tensor(df["target"].values, dtype=torch.float32).unsqueeze(1)
class LogReg(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.lin = nn.Linear(d, 1)
    def forward(self, x):
        return self.lin(x)
model = LogReg(X.shape[1])
loss_fn = nn.functional.binary_cross_entropy
opt = torch.optim.SGD(model.parameters(), lr=0.01)
for e in range(500):
    p = model(X)
    loss = loss_fn(p, y)
    opt.zero_grad(); loss.backward(); opt.step()
