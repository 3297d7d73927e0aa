"""Right: shuffle is off because a WeightedRandomSampler draws the (sorted) rows at random; only training rows are oversampled."""
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset, WeightedRandomSampler

torch.manual_seed(0)


def blobs(n0, n1):
    x = torch.cat([torch.randn(n0, 2), torch.randn(n1, 2) + 1.8])
    y = torch.cat([torch.zeros(n0), torch.ones(n1)]).long()
    return TensorDataset(x, y)


train_set, test_set = blobs(400, 40), blobs(100, 100)
counts = torch.bincount(train_set.tensors[1])
weights = (1.0 / counts)[train_set.tensors[1]]
sampler = WeightedRandomSampler(weights.tolist(), num_samples=len(train_set), replacement=True)
train_loader = DataLoader(train_set, batch_size=40, shuffle=False, sampler=sampler)
test_loader = DataLoader(test_set, batch_size=50)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(2, 16)
        self.b = nn.Linear(16, 2)

    def forward(self, x):
        return self.b(torch.relu(self.a(x)))


model = Net()
opt = torch.optim.Adam(model.parameters(), lr=0.01)
for epoch in range(4):
    model.train()
    for x, y in train_loader:
        opt.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        opt.step()
    model.eval()
    with torch.no_grad():
        acc = sum((model(x).argmax(1) == y).sum().item() for x, y in test_loader) / len(test_set)
    print(epoch, loss.item(), acc)
