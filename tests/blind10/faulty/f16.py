import torch
import torch.nn as nn
import torch.optim as optim
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


def get_data(batch_size=32):
    X, y = load_digits(return_X_y=True)
    X = X / 16.0
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=10, stratify=y)
    train_ds = TensorDataset(torch.FloatTensor(X_train), torch.LongTensor(y_train))
    test_ds = TensorDataset(torch.FloatTensor(X_test), torch.LongTensor(y_test))
    return (DataLoader(train_ds, batch_size=batch_size, shuffle=True),
            DataLoader(test_ds, batch_size=batch_size, shuffle=False))


class MLP(nn.Module):
    def __init__(self, in_dim=64, hidden=(128, 64), out_dim=10, p=0.2):
        super(MLP, self).__init__()
        dims = [in_dim, *hidden]
        layers = []
        for a, b in zip(dims[:-1], dims[1:]):
            layers += [nn.Linear(a, b), nn.ReLU(), nn.Dropout(p)]
        layers.append(nn.Linear(dims[-1], out_dim))
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return self.layers(x)


def train(model, iterator, optimizer, criterion):
    epoch_loss = 0
    epoch_acc = 0
    model.train()
    for x, y in iterator:
        x, y = x.to(device), y.to(device)
        optimizer.zero_grad()
        y_pred = model(x)
        loss = criterion(y_pred, y)
        loss.backward()
        optimizer.step()
        epoch_loss += loss.item()
        epoch_acc += (y_pred.argmax(1) == y).float().mean().item()
        return epoch_loss / len(iterator), epoch_acc / len(iterator)


def evaluate(model, iterator, criterion):
    epoch_loss = 0
    correct = 0
    model.eval()
    with torch.no_grad():
        for x, y in iterator:
            x, y = x.to(device), y.to(device)
            y_pred = model(x)
            epoch_loss += criterion(y_pred, y).item() * len(y)
            correct += (y_pred.argmax(1) == y).sum().item()
    n = len(iterator.dataset)
    return epoch_loss / n, correct / n


if __name__ == "__main__":
    torch.manual_seed(1234)
    train_iterator, test_iterator = get_data()
    model = MLP().to(device)
    optimizer = optim.Adam(model.parameters())
    criterion = nn.CrossEntropyLoss()
    for epoch in range(10):
        train_loss, train_acc = train(model, train_iterator, optimizer, criterion)
        print(f"Epoch: {epoch + 1:02} | Train Loss: {train_loss:.3f} | Train Acc: {train_acc * 100:.2f}%")
    test_loss, test_acc = evaluate(model, test_iterator, criterion)
    print(f"Test Loss: {test_loss:.3f} | Test Acc: {test_acc * 100:.2f}%")
