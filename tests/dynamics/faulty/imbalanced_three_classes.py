import torch
from torch import nn

torch.manual_seed(0)
x = torch.randn(3000, 8)
noise = torch.randn(3000)
kind = torch.zeros(3000, dtype=torch.long)
kind[x[:, 0] * x[:, 1] + noise > 2.6] = 1
kind[x[:, 2] * x[:, 3] - noise > 2.6] = 2
net = nn.Sequential(nn.Linear(8, 12), nn.ReLU(), nn.Linear(12, 3))
opt = torch.optim.Adam(net.parameters(), lr=1e-3)
for epoch in range(8):
    for i in torch.randperm(3000).split(50):
        loss = nn.functional.cross_entropy(net(x[i]), kind[i])
        opt.zero_grad()
        loss.backward()
        opt.step()
    with torch.no_grad():
        print(epoch, (net(x).argmax(1) == kind).float().mean().item())
