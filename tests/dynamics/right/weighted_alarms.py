import torch
from torch import nn

torch.manual_seed(0)
readings = torch.randn(4000, 12)
score = readings[:, 0] + readings[:, 1] + 0.5 * torch.randn(4000)
alarm = (score > score.quantile(0.95)).float()
net = nn.Sequential(nn.Linear(12, 16), nn.ReLU(), nn.Linear(16, 1))
opt = torch.optim.Adam(net.parameters(), lr=3e-3)
criterion = nn.BCEWithLogitsLoss(pos_weight=torch.tensor(19.0))
for epoch in range(6):
    for i in torch.randperm(4000).split(100):
        loss = criterion(net(readings[i]).squeeze(1), alarm[i])
        opt.zero_grad()
        loss.backward()
        opt.step()
with torch.no_grad():
    print(((net(readings).squeeze(1) > 0) & (alarm > 0)).sum().item() / alarm.sum().item())
