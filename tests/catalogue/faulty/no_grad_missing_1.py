import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


def train(model, loader, criterion, optimizer):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()


def test(model, loader, criterion):
    model.eval()
    test_loss, correct = 0.0, 0
    for x, y in loader:
        output = model(x)
        test_loss += criterion(output, y).item() * len(y)
        correct += (output.argmax(1) == y).sum().item()
    n = len(loader.dataset)
    return test_loss / n, correct / n


def main():
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    a, b, ya, yb = train_test_split(X / 16, y, test_size=0.25, random_state=0)
    train_dl = DataLoader(TensorDataset(torch.tensor(a).float(), torch.tensor(ya)), 64, shuffle=True)
    test_dl = DataLoader(TensorDataset(torch.tensor(b).float(), torch.tensor(yb)), 64)
    model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Dropout(0.2), nn.Linear(64, 10))
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(6):
        train(model, train_dl, criterion, optimizer)
    print("test loss and accuracy", test(model, test_dl, criterion))


if __name__ == "__main__":
    main()
