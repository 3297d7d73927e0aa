import torch
from torch import nn
X = torch.randn(1000, 4); y = torch.randn(1000, 1)
tr = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(X[:800], y[:800]), 32, shuffle=True)
va = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(X[800:], y[800:]), 200)
m = nn.Linear(4, 1); o = torch.optim.Adam(m.parameters())
crit = nn.MSELoss(reduction="sum")
for e in range(10):
    tl = vl = 0
    for x, t in tr:
        loss = crit(m(x), t); o.zero_grad(); loss.backward(); o.step(); tl += loss.item()
    with torch.no_grad():
        for x, t in va: vl += crit(m(x), t).item()
    print(tl, vl)
