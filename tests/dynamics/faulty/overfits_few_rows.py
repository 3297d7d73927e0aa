import torch
from sklearn.datasets import load_diabetes
from torch import nn

torch.manual_seed(0)
X, t = load_diabetes(return_X_y=True)
X = torch.tensor(X / X.std(axis=0)).float()
t = torch.tensor((t - t.mean()) / t.std()).float().unsqueeze(1)
order = torch.randperm(442)
tr, va = order[:110], order[110:]
net = nn.Sequential(nn.Linear(10, 200), nn.ReLU(), nn.Linear(200, 200), nn.ReLU(), nn.Linear(200, 1))
opt = torch.optim.Adam(net.parameters(), lr=2e-3)
mse = nn.MSELoss()
for epoch in range(80):
    net.train()
    for i in tr[torch.randperm(110)].split(22):
        opt.zero_grad()
        mse(net(X[i]), t[i]).backward()
        opt.step()
    net.eval()
    with torch.no_grad():
        print(epoch, "train", mse(net(X[tr]), t[tr]).item(), "val", mse(net(X[va]), t[va]).item())
