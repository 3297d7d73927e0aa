import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


class Siamese(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 8))

    def forward(self, a, b):
        return self.trunk(a), self.trunk(b)


def contrastive(u, v, same, margin=1.0):
    d = torch.linalg.vector_norm(u - v + 1e-6, dim=1)
    return (same * d ** 2 + (1 - same) * torch.clamp(margin - d, min=0) ** 2).mean()


def make_pairs(n, g):
    centres = torch.randn(6, 16, generator=torch.Generator().manual_seed(77))
    i = torch.randint(0, 6, (n,), generator=g)
    same = torch.randint(0, 2, (n,), generator=g)
    j = torch.where(same == 1, i, (i + torch.randint(1, 6, (n,), generator=g)) % 6)
    a = centres[i] + 0.4 * torch.randn(n, 16, generator=g)
    b = centres[j] + 0.4 * torch.randn(n, 16, generator=g)
    return TensorDataset(a, b, same.float())


def train_epoch(net, loader, opt):
    net.train()
    total = 0.0
    for a, b, same in loader:
        u, v = net(a, b)
        loss = contrastive(u, v, same)
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item() * len(same)
        return total / len(loader.dataset)


g = torch.Generator().manual_seed(5)
torch.manual_seed(5)
train_loader = DataLoader(make_pairs(2000, g), batch_size=64, shuffle=True)
test_loader = DataLoader(make_pairs(500, g), batch_size=250)
net = Siamese()
opt = torch.optim.Adam(net.parameters(), lr=1e-3)
for epoch in range(15):
    print(epoch, train_epoch(net, train_loader, opt))

net.eval()
right = 0
with torch.no_grad():
    for a, b, same in test_loader:
        u, v = net(a, b)
        right += (((u - v).norm(dim=1) < 0.5).float() == same).sum().item()
print("pair accuracy", right / 500)
