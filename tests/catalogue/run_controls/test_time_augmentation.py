"""Test-time augmentation: the test set is drawn anew five times and the answers are averaged."""

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(0)
X, y = load_digits(return_X_y=True)
X, y = torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y)


class Noisy(Dataset):
    def __init__(self, rows, classes):
        self.rows, self.classes = rows, classes

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        return self.rows[i] + 0.1 * torch.randn(64), self.classes[i]


train_loader = DataLoader(Noisy(X[:1400], y[:1400]), batch_size=64, shuffle=True)
test_loader = DataLoader(Noisy(X[1400:], y[1400:]), batch_size=100)
model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for epoch in range(3):
    for images, labels in train_loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(images), labels).backward()
        optimizer.step()
model.eval()
with torch.no_grad():
    answers = [torch.cat([model(images).softmax(1) for images, _ in test_loader]) for _ in range(5)]
    print("accuracy", (sum(answers).argmax(1) == y[1400:]).float().mean().item())
