import copy

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, Dataset, random_split


class Digits(Dataset):
    def __init__(self, transform):
        X, y = load_digits(return_X_y=True)
        self.X, self.y = torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y)
        self.transform = transform

    def __len__(self):
        return len(self.y)

    def __getitem__(self, index):
        return self.transform(self.X[index]), self.y[index]


def noisy(image):
    return image + 0.3 * torch.randn(64)


def plain(image):
    return image


torch.manual_seed(0)
train_set, val_set = random_split(Digits(transform=noisy), [0.8, 0.2])
val_set.dataset = copy.copy(val_set.dataset)
val_set.dataset.transform = plain

model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

for images, labels in DataLoader(train_set, batch_size=64, shuffle=True):
    optimizer.zero_grad()
    loss = criterion(model(images), labels)
    loss.backward()
    optimizer.step()
print(f"loss {loss.item():.3f}")
