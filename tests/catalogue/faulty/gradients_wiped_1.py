import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


def get_loaders():
    X, y = load_digits(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X / 16.0, y, test_size=0.2, random_state=0)
    train = TensorDataset(torch.tensor(X_tr).float(), torch.tensor(y_tr).long())
    test = TensorDataset(torch.tensor(X_te).float(), torch.tensor(y_te).long())
    return DataLoader(train, batch_size=64, shuffle=True), DataLoader(test, batch_size=256)


def train(model, loader, criterion, optimizer):
    model.train()
    running = 0.0
    for x, y in loader:
        out = model(x)
        loss = criterion(out, y)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        running += loss.item() * x.size(0)
    return running / len(loader.dataset)


def test(model, loader):
    model.eval()
    correct = 0
    with torch.no_grad():
        for x, y in loader:
            correct += (model(x).argmax(dim=1) == y).sum().item()
    return correct / len(loader.dataset)


torch.manual_seed(0)
train_loader, test_loader = get_loaders()
model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
for epoch in range(5):
    print(f"epoch {epoch}: loss {train(model, train_loader, criterion, optimizer):.4f}")
print("test accuracy", test(model, test_loader))
