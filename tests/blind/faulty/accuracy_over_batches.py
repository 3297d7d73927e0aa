import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, TensorDataset


class ConvNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv2d(1, 10, 3, padding=1)
        self.c2 = nn.Conv2d(10, 20, 3, padding=1)
        self.fc = nn.Linear(20 * 4, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.c1(x)), 2)
        x = F.max_pool2d(F.relu(self.c2(x)), 2)
        return self.fc(x.flatten(1))


def get_loaders(batch_size=40):
    d = load_digits()
    x = torch.tensor(d.images, dtype=torch.float32)[:, None] / 16
    y = torch.tensor(d.target)
    return (DataLoader(TensorDataset(x[:1400], y[:1400]), batch_size=batch_size, shuffle=True),
            DataLoader(TensorDataset(x[1400:], y[1400:]), batch_size=batch_size))


def test_loop(dataloader, model, loss_fn):
    model.eval()
    test_loss, correct = 0.0, 0
    with torch.no_grad():
        for X, y in dataloader:
            pred = model(X)
            test_loss += loss_fn(pred, y).item() * len(y)
            correct += (pred.argmax(1) == y).sum().item()
    test_loss /= len(dataloader.dataset)
    correct /= len(dataloader)
    print(f"Test: accuracy {100 * correct:.1f}%, avg loss {test_loss:.4f}")


def main():
    torch.manual_seed(0)
    train_loader, test_loader = get_loaders()
    model = ConvNet()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    loss_fn = nn.CrossEntropyLoss()
    for epoch in range(2):
        model.train()
        for X, y in train_loader:
            optimizer.zero_grad()
            loss = loss_fn(model(X), y)
            loss.backward()
            optimizer.step()
        test_loop(test_loader, model, loss_fn)


main()
