import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(0)
N_CLASSES, PER_CLASS = 4, 120


class SortedBlobs(Dataset):
    """first all of class 0, then all of class 1, ... like folders on a disk"""

    def __init__(self, per_class, seed):
        g = torch.Generator().manual_seed(seed)
        centers = torch.tensor([[2.0, 0.0], [0.0, 2.0], [-2.0, 0.0], [0.0, -2.0]])
        xs, ys = [], []
        for c in range(N_CLASSES):
            xs.append(centers[c] + 0.8 * torch.randn(per_class, 2, generator=g))
            ys.append(torch.full((per_class,), c, dtype=torch.long))
        self.x = torch.cat(xs)
        self.y = torch.cat(ys)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


def evaluate(model, loader):
    model.eval()
    correct = 0
    with torch.no_grad():
        for x, y in loader:
            correct += (model(x).argmax(1) == y).sum().item()
    return correct / len(loader.dataset)


train_loader = DataLoader(SortedBlobs(PER_CLASS, 0), batch_size=20, shuffle=False)
test_loader = DataLoader(SortedBlobs(40, 1), batch_size=40, shuffle=False)
model = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, N_CLASSES))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
criterion = nn.CrossEntropyLoss()
for epoch in range(5):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch} last loss {loss.item():.4f} test acc {evaluate(model, test_loader):.3f}")
