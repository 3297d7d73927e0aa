"""Emotion classes from 40 acoustic features, tanh network."""
import numpy as np
import torch
from torch import nn
from sklearn.datasets import make_classification
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(13)
np.random.seed(13)

X, y = make_classification(n_samples=2000, n_features=40, n_informative=12, n_redundant=8, n_classes=5,
                           class_sep=1.6, random_state=13)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=13)
mean, std = X_train.mean(axis=0), X_train.std(axis=0)
X_train = (X_train - mean) / std
X_test = (X_test - mean) / std


def as_dataset(a, b):
    return TensorDataset(torch.from_numpy(a).float(), torch.from_numpy(b).long())


def init_weights(m):
    if isinstance(m, nn.Linear):
        nn.init.normal_(m.weight)
        nn.init.zeros_(m.bias)


net = nn.Sequential(
    nn.Linear(40, 100), nn.Tanh(),
    nn.Linear(100, 100), nn.Tanh(),
    nn.Linear(100, 100), nn.Tanh(),
    nn.Linear(100, 5),
)
net.apply(init_weights)

train_loader = DataLoader(as_dataset(X_train, y_train), batch_size=50, shuffle=True)
test_loader = DataLoader(as_dataset(X_test, y_test), batch_size=500)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)


def evaluate(loader):
    net.eval()
    loss = correct = 0
    with torch.no_grad():
        for xb, yb in loader:
            out = net(xb)
            loss += criterion(out, yb).item() * len(yb)
            correct += (out.argmax(1) == yb).sum().item()
    n = len(loader.dataset)
    return loss / n, correct / n


for epoch in range(20):
    net.train()
    for xb, yb in train_loader:
        loss = criterion(net(xb), yb)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    if (epoch + 1) % 4 == 0:
        print("epoch %d: train loss %.3f acc %.3f | test loss %.3f acc %.3f"
              % ((epoch + 1,) + evaluate(train_loader) + evaluate(test_loader)))
