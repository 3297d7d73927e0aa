import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import make_moons


class MoonNet(nn.Module):
    def __init__(self, width=32):
        super().__init__()
        self.fc1 = nn.Linear(2, width)
        self.fc2 = nn.Linear(width, width)
        self.fc3 = nn.Linear(width, 2)

    def forward(self, x):
        x = self.fc1(x)
        x = self.fc2(x)
        x = self.fc3(x)
        return x


def get_loaders(n=1200, batch=40):
    x, y = make_moons(n, noise=0.12, random_state=3)
    x, y = torch.tensor(x, dtype=torch.float32), torch.tensor(y)
    cut = int(0.8 * n)
    return (DataLoader(TensorDataset(x[:cut], y[:cut]), batch, shuffle=True),
            DataLoader(TensorDataset(x[cut:], y[cut:]), 120))


def train(model, loader, optimizer, criterion):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()


def accuracy(model, loader):
    model.eval()
    hits, n = 0, 0
    with torch.no_grad():
        for x, y in loader:
            hits += (model(x).argmax(1) == y).sum().item()
            n += len(y)
    return hits / n


if __name__ == "__main__":
    torch.manual_seed(3)
    train_dl, test_dl = get_loaders()
    model = MoonNet()
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(1, 16):
        train(model, train_dl, optimizer, criterion)
        if epoch % 5 == 0:
            print(f"epoch {epoch}: {accuracy(model, test_dl):.3f}")
