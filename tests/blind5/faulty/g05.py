import torch
import torch.nn as nn
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, Dataset


class TumorDataset(Dataset):
    def __init__(self, X, y, transform=None):
        self.X = torch.tensor(X, dtype=torch.float32)
        self.y = torch.tensor(y, dtype=torch.long)
        self.transform = transform

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        x = self.X[i]
        if self.transform is not None:
            x = self.transform(x)
        return x, self.y[i]


class Standardize:
    def __init__(self, X):
        self.mean = torch.tensor(X.mean(0), dtype=torch.float32)
        self.std = torch.tensor(X.std(0), dtype=torch.float32)

    def __call__(self, x):
        return (x - self.mean) / self.std


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(30, 32)
        self.fc2 = nn.Linear(32, 2)

    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x)))


def test(model, loader):
    model.eval()
    good = 0
    with torch.no_grad():
        for x, y in loader:
            good += (model(x).argmax(1) == y).sum().item()
    return good / len(loader.dataset)


def main():
    torch.manual_seed(0)
    X, y = load_breast_cancer(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.3, random_state=0, stratify=y)
    train_set = TumorDataset(X_tr, y_tr, transform=Standardize(X_tr))
    test_set = TumorDataset(X_te, y_te)
    train_loader = DataLoader(train_set, batch_size=32, shuffle=True)
    test_loader = DataLoader(test_set, batch_size=64)
    model = Net()
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    ce = nn.CrossEntropyLoss()
    for epoch in range(20):
        model.train()
        for x, y in train_loader:
            opt.zero_grad()
            loss = ce(model(x), y)
            loss.backward()
            opt.step()
        if epoch % 4 == 3:
            print(f'epoch {epoch + 1} train acc {test(model, train_loader):.4f} test acc {test(model, test_loader):.4f}')


if __name__ == '__main__':
    main()
