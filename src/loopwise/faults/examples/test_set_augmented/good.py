import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Digits(Dataset):
    def __init__(self, rows, classes, noisy):
        self.rows, self.classes, self.noisy = rows, classes, noisy

    def __len__(self):
        return len(self.classes)

    def __getitem__(self, i):
        row = self.rows[i]
        if self.noisy:
            row = row + 0.3 * torch.randn(64)
        return row, self.classes[i]


torch.manual_seed(0)
X, y = load_digits(return_X_y=True)
X, y = torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y)
train_loader = DataLoader(Digits(X[:1300], y[:1300], True), batch_size=64, shuffle=True)
test_loader = DataLoader(Digits(X[1300:], y[1300:], False), batch_size=100)

model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

for epoch in range(5):
    for images, labels in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()

correct = 0
with torch.no_grad():
    for images, labels in test_loader:
        correct += (model(images).argmax(1) == labels).sum().item()
print(f"accuracy {correct / len(y[1300:]):.3f}")
