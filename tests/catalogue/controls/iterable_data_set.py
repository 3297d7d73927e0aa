import torch
import torch.nn as nn
from torch.utils.data import DataLoader, IterableDataset


class Stream(IterableDataset):
    """An endless-looking stream of fresh samples, cut after n."""

    def __init__(self, n, seed):
        self.n, self.seed = n, seed

    def __iter__(self):
        g = torch.Generator().manual_seed(self.seed)
        for _ in range(self.n):
            x = torch.randn(4, generator=g)
            yield x, (x[0] * x[1] > 0).long()


torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 2))
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
criterion = nn.CrossEntropyLoss()

for epoch in range(5):
    for x, y in DataLoader(Stream(1000, seed=epoch), batch_size=50):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())

hits = 0
with torch.no_grad():
    for x, y in DataLoader(Stream(400, seed=99), batch_size=100):
        hits += (model(x).argmax(1) == y).sum().item()
print("accuracy", hits / 400)
