import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


def train(model, loader, loss_fn, optimizer):
    model.train()
    running_loss = 0
    for x, y in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        running_loss += loss * x.size(0)
    return running_loss / len(loader.dataset)


def evaluate(model, loader):
    model.eval()
    correct = 0
    with torch.no_grad():
        for x, y in loader:
            correct += (model(x).argmax(1) == y).sum().item()
    return correct / len(loader.dataset)


def main():
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    Xa, Xb, ya, yb = train_test_split(X / 16, y, test_size=0.2, random_state=0, stratify=y)
    train_dl = DataLoader(TensorDataset(torch.tensor(Xa).float(), torch.tensor(ya)), 64, shuffle=True)
    test_dl = DataLoader(TensorDataset(torch.tensor(Xb).float(), torch.tensor(yb)), 256)
    model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(6):
        print("epoch", epoch, "train loss", train(model, train_dl, nn.CrossEntropyLoss(), optimizer))
    print("test accuracy", evaluate(model, test_dl))


main()
