import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

from model import DigitNet

torch.manual_seed(0)
device = "cuda" if torch.cuda.is_available() else "cpu"


def load_data(batch_size=64):
    digits = load_digits()
    X = torch.tensor(digits.images / 16, dtype=torch.float32).unsqueeze(1)
    y = torch.tensor(digits.target, dtype=torch.long)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
    train_dl = DataLoader(TensorDataset(X_train, y_train), batch_size=batch_size, shuffle=True)
    test_dl = DataLoader(TensorDataset(X_test, y_test), batch_size=batch_size)
    return train_dl, test_dl


def evaluate(model, loader):
    model.eval()
    correct = 0
    with torch.no_grad():
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            correct += (model(x).argmax(1) == y).sum().item()
    return correct / len(loader.dataset)


def main():
    train_dl, test_dl = load_data()
    model = DigitNet().to(device)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)

    for epoch in range(5):
        model.train()
        for x, y in train_dl:
            x, y = x.to(device), y.to(device)
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch + 1}: last loss {loss.item():.4f}")

    print(f"accuracy on the test set: {evaluate(model, test_dl):.3f}")


if __name__ == "__main__":
    main()
