from itertools import chain

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


class Walks(Dataset):
    """Random walks with an upward, flat or downward drift."""

    def __init__(self, n, seed, length=30):
        g = torch.Generator().manual_seed(seed)
        self.labels = torch.randint(0, 3, (n,), generator=g)
        drift = (self.labels - 1).float().unsqueeze(1) * 0.3
        self.walks = (torch.randn(n, length, generator=g) + drift).cumsum(1) / 10

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        return self.walks[i], self.labels[i]


class Encoder(nn.Module):
    def __init__(self, length=30, dim=16):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(length, 64), nn.ReLU(), nn.Linear(64, dim), nn.ReLU())

    def forward(self, x):
        return self.layers(x)


class Head(nn.Module):
    def __init__(self, dim=16, n_classes=3):
        super().__init__()
        self.linear = nn.Linear(dim, n_classes)

    def forward(self, z):
        return self.linear(z)


torch.manual_seed(0)
train_loader = DataLoader(Walks(900, seed=0), batch_size=45, shuffle=True)
test_loader = DataLoader(Walks(300, seed=1), batch_size=150)

encoder, head = Encoder(), Head()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(chain(encoder.parameters(), head.parameters()), lr=0.05)

for epoch in range(8):
    total = 0.0
    for walk, label in train_loader:
        head.zero_grad()
        z = encoder(walk)
        loss = criterion(head(z), label)
        loss.backward()
        optimizer.step()
        total += loss.item()

    correct = 0
    with torch.no_grad():
        for walk, label in test_loader:
            correct += (head(encoder(walk)).argmax(1) == label).sum().item()
    print(f"epoch {epoch + 1}: loss {total / len(train_loader):.4f}  accuracy {correct / 300:.3f}")
