import torch
import torch.nn as nn
from torch.utils.data import Dataset, DataLoader

SIGNALS = ["sine", "square", "saw", "noise"]
LENGTH = 64


def make_signal(kind, g):
    t = torch.linspace(0, 1, LENGTH)
    f = 2 + 4 * torch.rand(1, generator=g)
    phase = torch.rand(1, generator=g)
    u = f * t + phase
    if kind == "sine":
        s = torch.sin(2 * torch.pi * u)
    elif kind == "square":
        s = torch.sign(torch.sin(2 * torch.pi * u))
    elif kind == "saw":
        s = 2 * (u - torch.floor(u)) - 1
    else:
        s = torch.randn(LENGTH, generator=g) * 0.7
    return s + 0.1 * torch.randn(LENGTH, generator=g)


class SignalSet(Dataset):
    def __init__(self, per_class, seed):
        g = torch.Generator().manual_seed(seed)
        self.items = []
        for label, kind in enumerate(SIGNALS):
            for _ in range(per_class):
                self.items.append((make_signal(kind, g).unsqueeze(0), label))

    def __len__(self):
        return len(self.items)

    def __getitem__(self, idx):
        return self.items[idx]


train_dl = DataLoader(SignalSet(200, seed=0), batch_size=40)
test_dl = DataLoader(SignalSet(50, seed=1), batch_size=40)

net = nn.Sequential(
    nn.Conv1d(1, 16, 7, padding=3), nn.ReLU(), nn.MaxPool1d(4),
    nn.Conv1d(16, 32, 5, padding=2), nn.ReLU(), nn.AdaptiveAvgPool1d(1),
    nn.Flatten(), nn.Linear(32, len(SIGNALS)),
)
loss_fn = nn.CrossEntropyLoss()
opt = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)


def epoch_pass(loader, train):
    net.train(train)
    loss_sum, hits = 0.0, 0
    with torch.set_grad_enabled(train):
        for x, y in loader:
            out = net(x)
            loss = loss_fn(out, y)
            if train:
                opt.zero_grad()
                loss.backward()
                opt.step()
            loss_sum += loss.item() * y.size(0)
            hits += (out.argmax(1) == y).sum().item()
    n = len(loader.dataset)
    return loss_sum / n, hits / n


for ep in range(6):
    print(ep, "train", epoch_pass(train_dl, True))
print("test", epoch_pass(test_dl, False))
