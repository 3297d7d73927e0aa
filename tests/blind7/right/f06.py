import torch
import torch.nn as nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset


class Waves(Dataset):
    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(seed)
        self.items = []
        for _ in range(n):
            k = int(torch.randint(0, 2, (1,), generator=g))
            t = torch.arange(18.0) / 18
            f = 2.0 if k else 4.0
            ph = torch.rand(1, generator=g) * 6.28
            self.items.append((torch.sin(6.28 * f * t + ph).unsqueeze(1) + 0.1 * torch.randn(18, 1, generator=g), k))

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]


def collate(rows):
    seqs, labels = zip(*rows)
    return pad_sequence(seqs), torch.tensor(labels)  # (T, N, 1)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(1, 16)
        self.fc = nn.Linear(16, 2)

    def forward(self, x):
        out, _ = self.lstm(x)
        return self.fc(out[-1])


torch.manual_seed(5)
train = DataLoader(Waves(800, 1), batch_size=40, shuffle=True, collate_fn=collate)
test = DataLoader(Waves(200, 2), batch_size=100, collate_fn=collate)
net = Net()
opt = torch.optim.Adam(net.parameters(), lr=5e-3)
for epoch in range(10):
    for x, k in train:
        opt.zero_grad()
        nn.functional.cross_entropy(net(x), k).backward()
        opt.step()
    with torch.no_grad():
        print(epoch, sum((net(x).argmax(1) == k).sum().item() for x, k in test) / 200)
