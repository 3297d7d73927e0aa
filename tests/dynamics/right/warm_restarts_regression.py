import torch
from sklearn.datasets import load_diabetes
from torch import nn

torch.manual_seed(0)
x, t = load_diabetes(return_X_y=True)
x = torch.tensor(x / x.std(0)).float()
t = torch.tensor((t - t.mean()) / t.std()).float().unsqueeze(1)
net = nn.Sequential(nn.Linear(10, 32), nn.Tanh(), nn.Linear(32, 1))
opt = torch.optim.AdamW(net.parameters(), lr=5e-3, weight_decay=0.1)
sched = torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(opt, T_0=60)
for step in range(240):
    rows = torch.randint(0, 350, (32,))
    loss = nn.functional.mse_loss(net(x[rows]), t[rows])
    opt.zero_grad()
    loss.backward()
    opt.step()
    sched.step()
with torch.no_grad():
    print(nn.functional.mse_loss(net(x[350:]), t[350:]).item())
