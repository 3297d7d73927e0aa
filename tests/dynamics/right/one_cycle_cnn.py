import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn

torch.manual_seed(1)
raw = load_digits()
x, y = torch.tensor(raw.images / 16).float()[:, None], torch.tensor(raw.target)
net = nn.Sequential(nn.Conv2d(1, 16, 3), nn.BatchNorm2d(16), nn.ReLU(), nn.Flatten(), nn.Linear(16 * 36, 10))
opt = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
sched = torch.optim.lr_scheduler.OneCycleLR(opt, max_lr=0.5, total_steps=8 * 24)
for epoch in range(8):
    for i in torch.randperm(1500).split(64):
        loss = F.cross_entropy(net(x[i]), y[i])
        opt.zero_grad()
        loss.backward()
        opt.step()
        sched.step()
net.eval()
with torch.no_grad():
    print((net(x[1500:]).argmax(1) == y[1500:]).float().mean().item())
