import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class AugmentedDigits(Dataset):
    def __init__(self, images, labels):
        self.images = torch.tensor(images, dtype=torch.float32).unsqueeze(1) / 16
        self.labels = torch.tensor(labels)

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        image = self.images[i]
        shift = int(torch.randint(-1, 2, (1,)))
        image = torch.roll(image, shift, dims=2)
        image = image + 0.1 * torch.randn_like(image)
        return image, self.labels[i]


torch.manual_seed(0)
digits = load_digits()
a, b, ya, yb = train_test_split(digits.images, digits.target, test_size=0.2, random_state=0)
train_loader = DataLoader(AugmentedDigits(a, ya), batch_size=64, shuffle=True)
test_loader = DataLoader(AugmentedDigits(b, yb), batch_size=90)

model = nn.Sequential(
    nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(16 * 16, 10))
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
criterion = nn.CrossEntropyLoss()

for epoch in range(5):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()

model.eval()
for attempt in range(2):
    with torch.no_grad():
        hits = sum((model(x).argmax(1) == y).sum().item() for x, y in test_loader)
    print("test accuracy", hits / len(yb))
