import copy

import torch
from sklearn.datasets import load_breast_cancer
from torch import nn

torch.manual_seed(0)
x, y = load_breast_cancer(return_X_y=True)
x, y = torch.tensor((x - x[:300].mean(0)) / x[:300].std(0)).float(), torch.tensor(y)
net = nn.Sequential(nn.Linear(30, 64), nn.ReLU(), nn.Linear(64, 2))
opt = torch.optim.Adam(net.parameters(), lr=3e-3)
best, kept, waited = float("inf"), None, 0
for epoch in range(60):
    for i in torch.randperm(300).split(30):
        loss = nn.functional.cross_entropy(net(x[i]), y[i])
        opt.zero_grad()
        loss.backward()
        opt.step()
    with torch.no_grad():
        held = nn.functional.cross_entropy(net(x[300:420]), y[300:420]).item()
    waited = 0 if held < best else waited + 1
    if held < best:
        best, kept = held, copy.deepcopy(net.state_dict())
    if waited == 5:
        break
net.load_state_dict(kept)
with torch.no_grad():
    print((net(x[420:]).argmax(1) == y[420:]).float().mean().item())
