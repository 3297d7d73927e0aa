# 센서 3축 신호에서 동작 분류
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(3)
T, N_CLASS = 20, 3


def signals(n):
    k = torch.randint(0, N_CLASS, (n,))
    t = torch.linspace(0, 1, T)
    freq = (k.float() + 1).view(-1, 1) * 2 * torch.pi
    phase = torch.rand(n, 1) * 6.28
    base = torch.stack([torch.sin(freq * t + phase), torch.cos(freq * t + phase), 0.5 * torch.sin(2 * freq * t)], dim=-1)
    return TensorDataset(base + 0.2 * torch.randn(n, T, 3), k)


class MotionNet(nn.Module):
    def __init__(self, hid=12):
        super().__init__()
        self.gru = nn.GRU(3, hid)
        self.fc = nn.Linear(T * hid, N_CLASS)

    def forward(self, x):
        seq = x.transpose(0, 1)  # (T, N, 3)
        out, _ = self.gru(seq)
        flat = out.view(-1, T * self.gru.hidden_size)
        return self.fc(flat)


train_dl = DataLoader(signals(1200), batch_size=40, shuffle=True)
test_dl = DataLoader(signals(400), batch_size=40)
net = MotionNet()
opt = torch.optim.Adam(net.parameters(), lr=3e-3)
loss_fn = nn.CrossEntropyLoss()
for epoch in range(6):
    net.train()
    for x, k in train_dl:
        opt.zero_grad()
        loss = loss_fn(net(x), k)
        loss.backward()
        opt.step()
    print("epoch", epoch, "last loss", loss.item())

net.eval()
with torch.no_grad():
    good = sum((net(x).argmax(1) == k).sum().item() for x, k in test_dl)
print("정확도", good / 400)
