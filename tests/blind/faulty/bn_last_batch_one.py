import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import make_classification
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)


class Tower(nn.Module):
    def __init__(self, n_in, width, n_out):
        super().__init__()
        self.fc1 = nn.Linear(n_in, width)
        self.bn1 = nn.BatchNorm1d(width)
        self.fc2 = nn.Linear(width, width)
        self.bn2 = nn.BatchNorm1d(width)
        self.fc3 = nn.Linear(width, n_out)

    def forward(self, x):
        x = F.relu(self.bn1(self.fc1(x)))
        x = F.relu(self.bn2(self.fc2(x)))
        return self.fc3(x)


def get_loaders(batch_size=16):
    X, y = make_classification(n_samples=137, n_features=10, n_informative=6, n_classes=3, random_state=0)
    X = torch.tensor(X, dtype=torch.float32)
    y = torch.tensor(y, dtype=torch.long)
    train = TensorDataset(X[:97], y[:97])
    test = TensorDataset(X[97:], y[97:])
    return (DataLoader(train, batch_size=batch_size, shuffle=True),
            DataLoader(test, batch_size=40))


def main(epochs=2):
    train_loader, test_loader = get_loaders()
    model = Tower(10, 24, 3)
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    for epoch in range(epochs):
        model.train()
        for xb, yb in train_loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(model(xb), yb)
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            for xb, yb in test_loader:
                print(epoch, loss.item(), (model(xb).argmax(1) == yb).float().mean().item())


if __name__ == "__main__":
    main()
