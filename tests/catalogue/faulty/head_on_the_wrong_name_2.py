import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Classifier(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.backbone = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU())
        self.head = nn.Linear(32, classes)

    def forward(self, x):
        return self.head(self.backbone(x))


def fit(model, loader, lr, epochs):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            criterion(model(x), y).backward()
            optimizer.step()


torch.manual_seed(0)
X, y = load_digits(return_X_y=True)
X, X_test, y, y_test = train_test_split(X / 16, y, test_size=0.2, random_state=0)
X, X_test = torch.tensor(X).float(), torch.tensor(X_test).float()
y, y_test = torch.tensor(y), torch.tensor(y_test)

model = Classifier(10)
fit(model, DataLoader(TensorDataset(X, y), batch_size=64, shuffle=True), 1e-3, 6)

# second task: even or odd, on the frozen features
model.head = nn.Linear(32, 2)
model.backbone.requires_grad = False
before = model.backbone[0].weight.clone()
fit(model, DataLoader(TensorDataset(X, y % 2), batch_size=64, shuffle=True), 1e-3, 3)
print("backbone moved by", (model.backbone[0].weight - before).abs().max().item())
with torch.no_grad():
    print("test accuracy", (model(X_test).argmax(1) == y_test % 2).float().mean().item())
