"""Right: an IterableDataset makes random samples without end, cannot be shuffled, and the loop stops it with break on purpose."""
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, IterableDataset

torch.manual_seed(0)
STEPS_PER_EPOCH = 40


class Stream(IterableDataset):
    def __iter__(self):
        while True:
            a, b = torch.rand(2)
            x = torch.stack([a, b])
            yield x, (a * b).unsqueeze(0)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 1))

    def forward(self, x):
        return self.net(x)


loader = DataLoader(Stream(), batch_size=32)
model = Net()
opt = torch.optim.Adam(model.parameters(), lr=5e-3)
mse = nn.MSELoss()
for epoch in range(4):
    model.train()
    total = 0.0
    for step, (x, y) in enumerate(loader):
        if step == STEPS_PER_EPOCH:
            break
        opt.zero_grad()
        loss = mse(model(x), y)
        loss.backward()
        opt.step()
        total += loss.item()
    print(epoch, total / STEPS_PER_EPOCH)
