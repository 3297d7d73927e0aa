"""Activity recognition from accelerometer windows, time-major recurrent net."""
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


def windows(n, seed, length=40):
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(0, 4, (n,), generator=g)
    t = torch.arange(length).float()
    phase = torch.rand(n, 3, 1, generator=g) * 6.28
    x = torch.sin(0.15 * (y[:, None, None] + 1) * t + phase) + 0.3 * torch.randn(n, 3, length, generator=g)
    return TensorDataset(x.transpose(1, 2).contiguous(), y)


class TimeMajor(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(3, 40)
        self.fc = nn.Linear(40, 4)

    def forward(self, x):
        seq = x.permute(1, 0, 2)
        out, (h, c) = self.rnn(seq)
        return self.fc(out[-1])


def main():
    train = DataLoader(windows(800, 0), batch_size=40, shuffle=True)
    test = DataLoader(windows(200, 1), batch_size=40)
    net = TimeMajor()
    opt = torch.optim.Adam(net.parameters(), lr=5e-3)
    crit = nn.CrossEntropyLoss()
    for epoch in range(8):
        net.train()
        total = 0.0
        for x, y in train:
            opt.zero_grad()
            loss = crit(net(x), y)
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            opt.step()
            total += loss.item() * y.size(0)
        print(epoch, total / len(train.dataset))
    net.eval()
    with torch.no_grad():
        hits = sum(int((net(x).argmax(1) == y).sum()) for x, y in test)
    print("accuracy", hits / len(test.dataset))


if __name__ == "__main__":
    main()
