import torch
from torch import nn
import torch.nn.functional as F
from sklearn.datasets import load_digits

torch.manual_seed(2)


class GateUnit(nn.Module):
    """Gated linear unit whose gate is closed for the masked features."""

    def __init__(self, d_in, d_out, mask_share=0.1):
        super().__init__()
        self.value = nn.Linear(d_in, d_out)
        self.gate = nn.Linear(d_in, d_out)
        self.register_buffer("mask", (torch.rand(d_out) > mask_share).float())

    def forward(self, x):
        g = torch.sigmoid(self.gate(x))
        g *= self.mask
        return self.value(x) * g


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.g1 = GateUnit(64, 48)
        self.g2 = GateUnit(48, 32)
        self.out = nn.Linear(32, 10)

    def forward(self, x):
        return self.out(self.g2(self.g1(x)))


d = load_digits()
x = torch.tensor(d.data, dtype=torch.float32) / 16
y = torch.tensor(d.target)
perm = torch.randperm(len(y))
train_i, test_i = perm[:1400], perm[1400:]
net = Net()
opt = torch.optim.Adam(net.parameters(), lr=3e-3)

for epoch in range(8):
    net.train()
    running = 0.0
    for idx in train_i[torch.randperm(len(train_i))].split(56):
        opt.zero_grad()
        loss = F.cross_entropy(net(x[idx]), y[idx])
        loss.backward()
        opt.step()
        running += loss.item() * len(idx)
    net.eval()
    with torch.no_grad():
        acc = (net(x[test_i]).argmax(1) == y[test_i]).float().mean().item()
    print(epoch, round(running / len(train_i), 4), round(acc, 4))
