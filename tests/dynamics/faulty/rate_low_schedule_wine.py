import torch
import torch.nn as nn
from sklearn.datasets import load_wine

torch.manual_seed(2)
X, y = load_wine(return_X_y=True)
X = torch.tensor((X - X.mean(0)) / X.std(0)).float()
y = torch.tensor(y)
net = nn.Sequential(nn.Linear(13, 48), nn.LayerNorm(48), nn.GELU(), nn.Linear(48, 3))
opt = torch.optim.NAdam(net.parameters(), lr=3e-7)
sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, T_max=150)
for i in range(150):
    pick = torch.randperm(178)[:60]
    loss = nn.CrossEntropyLoss()(net(X[pick]), y[pick])
    opt.zero_grad()
    loss.backward()
    opt.step()
    sched.step()
print(loss.item())
