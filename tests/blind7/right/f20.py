# 조기 종료 (검증 손실 기준)
import copy
import math
import torch
import torch.nn as nn
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split

torch.manual_seed(19)
X, y = load_diabetes(return_X_y=True)
X_rest, X_test, y_rest, y_test = train_test_split(X, y, test_size=0.2, random_state=19)
X_tr, X_va, y_tr, y_va = train_test_split(X_rest, y_rest, test_size=0.25, random_state=19)
fx = lambda v: torch.tensor((v - X_tr.mean(0)) / X_tr.std(0), dtype=torch.float32)
fy = lambda v: torch.tensor((v - y_tr.mean()) / y_tr.std(), dtype=torch.float32).unsqueeze(-1)
net = nn.Sequential(nn.Linear(10, 64), nn.ReLU(), nn.Linear(64, 1))
opt = torch.optim.Adam(net.parameters(), lr=3e-3)
mse = nn.MSELoss()
best, wait, keep = math.inf, 0, None
for epoch in range(300):
    for i in torch.randperm(len(X_tr)).split(32):
        opt.zero_grad()
        mse(net(fx(X_tr[i.numpy()])), fy(y_tr[i.numpy()])).backward()
        opt.step()
    with torch.no_grad():
        v = mse(net(fx(X_va)), fy(y_va)).item()
    wait = wait + 1
    if v < best:
        best, wait, keep = v, 0, copy.deepcopy(net.state_dict())
    if wait == 15:
        break
net.load_state_dict(keep)
with torch.no_grad():
    print("epoch", epoch, "test mse", mse(net(fx(X_test)), fy(y_test)).item())
