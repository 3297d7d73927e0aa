import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset


class Classifier(nn.Module):
    """두 개의 은닉층 + 출력층"""

    def __init__(self, hidden=(128, 64), n_classes=10):
        super().__init__()
        self.hidden1 = nn.Linear(64, hidden[0])
        self.hidden2 = nn.Linear(hidden[0], hidden[1])
        self.output = nn.Linear(hidden[1], n_classes)

    def forward(self, x):
        x = torch.relu(self.hidden1(x))
        x = torch.relu(self.hidden2(x))
        return torch.sigmoid(self.output(x))


class Solver:
    def __init__(self, model, train_loader, test_loader, lr=1e-3):
        self.model = model
        self.train_loader, self.test_loader = train_loader, test_loader
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.Adam(model.parameters(), lr=lr)

    def train(self, epochs):
        for epoch in range(epochs):
            self.model.train()
            losses = 0.0
            for x, y in self.train_loader:
                self.optimizer.zero_grad()
                loss = self.criterion(self.model(x), y)
                loss.backward()
                self.optimizer.step()
                losses += loss.item() * x.size(0)
            print(f'Epoch {epoch + 1} loss={losses / len(self.train_loader.dataset):.4f} acc={self.test():.4f}')

    @torch.no_grad()
    def test(self):
        self.model.eval()
        return sum((self.model(x).argmax(1) == y).sum().item() for x, y in self.test_loader) / len(self.test_loader.dataset)


if __name__ == '__main__':
    torch.manual_seed(0)
    d = load_digits()
    a, b, c, e = train_test_split(d.data / 16.0, d.target, test_size=0.2, random_state=0)
    f = lambda x, y: TensorDataset(torch.tensor(x, dtype=torch.float32), torch.tensor(y))
    Solver(Classifier(), DataLoader(f(a, c), 64, shuffle=True), DataLoader(f(b, e), 256)).train(20)
