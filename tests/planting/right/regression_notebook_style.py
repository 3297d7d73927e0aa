"""One cell after the other: a regression with scaled targets, lists of losses to plot."""

import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import load_diabetes
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(1)

X, y = load_diabetes(return_X_y=True)
X = X.astype(np.float32) * 20
y = ((y - y.mean()) / y.std()).astype(np.float32)


class DiabetesData(Dataset):
    def __init__(self, features, targets):
        self.features = torch.from_numpy(features)
        self.targets = torch.from_numpy(targets).unsqueeze(1)

    def __len__(self):
        return len(self.features)

    def __getitem__(self, index):
        return self.features[index], self.targets[index]


train_loader = DataLoader(DiabetesData(X[:350], y[:350]), batch_size=32, shuffle=True)
test_loader = DataLoader(DiabetesData(X[350:], y[350:]), batch_size=32)

model = nn.Sequential(
    nn.Linear(10, 32),
    nn.ReLU(),
    nn.Dropout(0.1),
    nn.Linear(32, 16),
    nn.ReLU(),
    nn.Linear(16, 1),
)
criterion = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)

history = []
for _epoch in range(20):
    model.train()
    running = 0.0
    for inputs, targets in train_loader:
        predictions = model(inputs)
        loss = criterion(predictions, targets)

        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

        running += loss.item() * len(inputs)
    history.append(running / 350)

model.eval()
total = 0.0
with torch.no_grad():
    for inputs, targets in test_loader:
        total += criterion(model(inputs), targets).item() * len(inputs)
print(history[-1], total / 92)
