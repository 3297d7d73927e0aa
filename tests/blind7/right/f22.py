import torch
import torch.nn as nn

torch.manual_seed(21)
TAUS = torch.tensor([0.1, 0.5, 0.9])


def pinball(pred, target):
    err = target - pred
    return torch.maximum(TAUS * err, (TAUS - 1) * err).mean()


x = torch.rand(2000, 1) * 6 - 3
y = 0.5 * x + (0.2 + 0.2 * x.abs()) * torch.randn_like(x)
net = nn.Sequential(nn.Linear(1, 32), nn.ReLU(), nn.Linear(32, len(TAUS)))
opt = torch.optim.Adam(net.parameters(), lr=5e-3)
for epoch in range(20):
    for i in torch.randperm(1600).split(80):
        opt.zero_grad()
        pinball(net(x[i]), y[i]).backward()
        opt.step()
with torch.no_grad():
    q = net(x[1600:])
print("share below each quantile", (y[1600:] < q).float().mean(0).tolist())
