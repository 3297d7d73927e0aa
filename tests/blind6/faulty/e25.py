# 붓꽃 분류 - Dataset 클래스 직접 만들어보기
import torch
import torch.nn as nn
from sklearn.datasets import load_iris
from torch.utils.data import DataLoader, Dataset, random_split


class IrisDataset(Dataset):
    def __init__(self):
        iris = load_iris()
        self.x = torch.tensor(iris.data, dtype=torch.float32)
        self.y = torch.tensor(iris.target, dtype=torch.float32)

    def __len__(self):
        return len(self.x)

    def __getitem__(self, idx):
        return self.x[idx], self.y[idx]


class Classifier(nn.Module):
    def __init__(self, in_features=4, hidden=16, n_classes=3):
        super().__init__()
        self.layer1 = nn.Linear(in_features, hidden)
        self.layer2 = nn.Linear(hidden, n_classes)
        self.act = nn.ReLU()

    def forward(self, x):
        return self.layer2(self.act(self.layer1(x)))


def train(model, loader, n_epochs, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    model.train()
    for epoch in range(n_epochs):
        total = 0.0
        for x, y in loader:
            optimizer.zero_grad()
            hypothesis = model(x)
            loss = criterion(hypothesis, y)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)
        if epoch % 20 == 0:
            print(f'Epoch {epoch:3d}/{n_epochs} loss: {total / len(loader.dataset):.4f}')


def test(model, loader):
    model.eval()
    correct = 0
    with torch.no_grad():
        for x, y in loader:
            correct += (model(x).argmax(dim=1) == y).sum().item()
    return correct / len(loader.dataset)


if __name__ == '__main__':
    torch.manual_seed(0)
    ds = IrisDataset()
    train_ds, test_ds = random_split(ds, [120, 30])
    model = Classifier()
    train(model, DataLoader(train_ds, batch_size=10, shuffle=True), n_epochs=100, lr=0.1)
    print('정확도:', test(model, DataLoader(test_ds, batch_size=30)))
