import copy

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


def train_epoch(model, loader, criterion, optimizer):
    model.train()
    for xb, yb in loader:
        optimizer.zero_grad()
        criterion(model(xb), yb).backward()
        optimizer.step()


def evaluate(model, loader, criterion):
    model.eval()
    loss, correct = 0.0, 0
    with torch.no_grad():
        for xb, yb in loader:
            out = model(xb)
            loss += criterion(out, yb).item() * len(yb)
            correct += (out.argmax(1) == yb).sum().item()
    return loss / len(loader.dataset), correct / len(loader.dataset)


torch.manual_seed(0)
X, y = load_breast_cancer(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=0, stratify=y)
scaler = StandardScaler().fit(X_train)
make = lambda a, b: TensorDataset(torch.tensor(scaler.transform(a)).float(), torch.tensor(b))
train_loader = DataLoader(make(X_train, y_train), batch_size=32, shuffle=True)
test_loader = DataLoader(make(X_test, y_test), batch_size=64)

model = nn.Sequential(nn.Linear(30, 64), nn.ReLU(), nn.Linear(64, 2))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.005)

best_loss, patience, waited = float("inf"), 4, 0
for epoch in range(40):
    train_epoch(model, train_loader, criterion, optimizer)
    test_loss, _ = evaluate(model, test_loader, criterion)
    if test_loss < best_loss:
        best_loss, waited = test_loss, 0
        best_state = copy.deepcopy(model.state_dict())
    else:
        waited += 1
        if waited >= patience:
            print("stopped at epoch", epoch)
            break

model.load_state_dict(best_state)
print("test accuracy", evaluate(model, test_loader, criterion)[1])
