import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
readings = torch.randn(4000, 12)
score = readings[:, 0] + readings[:, 1] * readings[:, 2] + 1.5 * torch.randn(4000)
alarm = (score > score.quantile(0.96)).float()
loader = DataLoader(TensorDataset(readings, alarm), batch_size=100, shuffle=True)
net = nn.Sequential(nn.Linear(12, 16), nn.ReLU(), nn.Linear(16, 1))
opt = torch.optim.Adam(net.parameters(), lr=1e-3)
criterion = nn.BCEWithLogitsLoss()
for epoch in range(6):
    right = 0
    for x, y in loader:
        out = net(x).squeeze(1)
        loss = criterion(out, y)
        opt.zero_grad()
        loss.backward()
        opt.step()
        right += ((out > 0).float() == y).sum().item()
    print(epoch, f"accuracy {right / 4000:.3f}")
