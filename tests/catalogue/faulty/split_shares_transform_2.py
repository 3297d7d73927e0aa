import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset, random_split
from sklearn.datasets import load_digits


def add_noise(image):
    return image + 0.2 * torch.randn_like(image)


def identity(image):
    return image


class DigitImages(Dataset):
    def __init__(self, transform=None):
        digits = load_digits()
        self.images = torch.tensor(digits.data, dtype=torch.float32) / 16
        self.labels = torch.tensor(digits.target)
        self.transform = transform

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        image = self.images[i]
        if self.transform is not None:
            image = self.transform(image)
        return image, self.labels[i]


torch.manual_seed(0)
dataset = DigitImages(transform=add_noise)
train_part, val_part = random_split(dataset, [1500, 297])
val_part.dataset.transform = identity

train_loader = DataLoader(train_part, batch_size=50, shuffle=True)
val_loader = DataLoader(val_part, batch_size=297)
model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
criterion = nn.CrossEntropyLoss()

for epoch in range(5):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        hits = sum((model(x).argmax(1) == y).sum().item() for x, y in val_loader)
    print(epoch, hits / len(val_part), "same picture twice:", torch.equal(train_part[0][0], train_part[0][0]))
