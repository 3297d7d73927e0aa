"""Accuracy is printed on training and test data: evaluation loops over what is trained on, too."""

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torch.utils.data import random_split

torch.manual_seed(0)
X, y = load_digits(return_X_y=True)
X, y = torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y)

train_set, test_set = random_split(TensorDataset(X, y), [1400, 397])
train_loader = DataLoader(train_set, batch_size=64, shuffle=True)
again = DataLoader(train_set, batch_size=200)
part = DataLoader(torch.utils.data.Subset(train_set, range(300)), batch_size=100)
test_loader = DataLoader(test_set, batch_size=100)
model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Dropout(0.2), nn.Linear(32, 10))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)


@torch.no_grad()
def accuracy(loader):
    model.eval()
    right = sum((model(images).argmax(1) == labels).sum().item() for images, labels in loader)
    return right / len(loader.dataset)


for epoch in range(4):
    model.train()
    for images, labels in train_loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(images), labels).backward()
        optimizer.step()
    print(epoch, accuracy(again), accuracy(part), accuracy(test_loader))
