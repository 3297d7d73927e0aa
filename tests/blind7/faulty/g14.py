import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split

torch.manual_seed(9)
X, y = load_diabetes(return_X_y=True)
Xa, Xb, ya, yb = train_test_split(X, y, test_size=0.25, random_state=9)
m, s, my, sy = Xa.mean(0), Xa.std(0), ya.mean(), ya.std()
Xa, Xb = torch.tensor((Xa - m) / s).float(), torch.tensor((Xb - m) / s).float()
ya, yb = torch.tensor((ya - my) / sy).float(), torch.tensor((yb - my) / sy).float()
loader = DataLoader(TensorDataset(Xa, ya), batch_size=1, shuffle=True)
net = nn.Sequential(nn.Linear(10, 16), nn.Tanh(), nn.Linear(16, 1))
opt = torch.optim.SGD(net.parameters(), lr=0.07)
mse = nn.MSELoss()
for epoch in range(12):
    tot = 0.0
    for xb, t in loader:
        opt.zero_grad()
        loss = mse(net(xb).squeeze(1), t)
        loss.backward()
        opt.step()
        tot += loss.item()
    with torch.no_grad():
        print(epoch, tot / len(ya), mse(net(Xb).squeeze(1), yb).item())
