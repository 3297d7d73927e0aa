import torch
from sklearn.datasets import load_diabetes
from torch import nn

torch.manual_seed(0)
x, t = load_diabetes(return_X_y=True)
x, t = torch.tensor(x / x.std(0)).float(), torch.tensor(t).float().unsqueeze(1)  # 25 to 346, as they are
net = nn.Sequential(nn.Linear(10, 24), nn.ReLU(), nn.Linear(24, 24), nn.ReLU(), nn.Linear(24, 1))
opt = torch.optim.Adam(net.parameters(), lr=5e-4)
for epoch in range(25):
    for i in torch.randperm(350).split(35):
        loss = nn.functional.mse_loss(net(x[i]), t[i])
        opt.zero_grad()
        loss.backward()
        opt.step()
with torch.no_grad():
    print(nn.functional.mse_loss(net(x[350:]), t[350:]).item(), t.var().item())
