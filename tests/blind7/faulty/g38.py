import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(33)
T = 12


def parity_like(n):
    x = torch.randn(n, T, 1)
    return TensorDataset(x, (x[:, :6, 0].sum(1) > x[:, 6:, 0].sum(1)).long())


class SeqNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(input_size=1, hidden_size=20)
        self.fc = nn.Linear(20, 2)

    def forward(self, x):
        h, _ = self.gru(x)
        return self.fc(h[:, -1])


net = SeqNet()
opt = torch.optim.Adam(net.parameters(), lr=5e-3)
ce = nn.CrossEntropyLoss()
train, test = DataLoader(parity_like(1500), batch_size=50, shuffle=True), DataLoader(parity_like(500), batch_size=50)
for epoch in range(10):
    tot = 0.0
    for x, y in train:
        opt.zero_grad()
        loss = ce(net(x), y)
        loss.backward()
        opt.step()
        tot += loss.item() * len(y)
    with torch.no_grad():
        hit = sum((net(x).argmax(1) == y).sum().item() for x, y in test)
    print(epoch, tot / 1500, hit / 500)
