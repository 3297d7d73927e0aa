import torch
import torch.nn as nn
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(34)


class Regressor(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.h = nn.Linear(n, 32)
        self.o = nn.Linear(32, 1)

    def forward(self, x):
        return torch.sigmoid(self.o(torch.relu(self.h(x))))


X, y = load_diabetes(return_X_y=True)
Xa, Xb, ya, yb = train_test_split(X, y, test_size=0.25, random_state=34)
z = lambda ref, a: torch.tensor((a - ref.mean(0)) / ref.std(0), dtype=torch.float32)
xt, xv, tt, tv = z(Xa, Xa), z(Xa, Xb), z(ya, ya)[:, None], z(ya, yb)[:, None]
net = Regressor(10)
opt = torch.optim.Adam(net.parameters(), lr=2e-3)
for epoch in range(60):
    tot = 0.0
    for x, t in DataLoader(TensorDataset(xt, tt), batch_size=32, shuffle=True):
        opt.zero_grad()
        loss = nn.functional.mse_loss(net(x), t)
        loss.backward()
        opt.step()
        tot += loss.item() * len(x)
    if epoch % 10 == 9:
        print(epoch + 1, tot / len(xt))
with torch.no_grad():
    p = net(xv)
    print("val", nn.functional.mse_loss(p, tv).item(), "range", p.min().item(), p.max().item())
