import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import make_classification
from sklearn.model_selection import train_test_split


class Experiment:
    def __init__(self, seed=21):
        torch.manual_seed(seed)
        X, y = make_classification(1500, 15, n_informative=8, n_classes=3, random_state=seed)
        X_tr, X_va, y_tr, y_va = train_test_split(X, y, test_size=0.2, random_state=seed)
        mu, sd = X_tr.mean(0), X_tr.std(0)
        self.train_set = self._dataset((X_tr - mu) / sd, y_tr)
        self.val_set = self._dataset((X_va - mu) / sd, y_va)
        self.model = nn.Sequential(nn.Linear(15, 40), nn.ReLU(), nn.Linear(40, 3))
        self.optim = torch.optim.Adam(self.model.parameters(), lr=3e-3)
        self.criterion = nn.CrossEntropyLoss()
        self.running_loss = 0.0
        self.losses = []

    @staticmethod
    def _dataset(X, y):
        return TensorDataset(torch.tensor(X, dtype=torch.float32), torch.tensor(y))

    def step(self, xb, yb):
        self.optim.zero_grad()
        loss = self.criterion(self.model(xb), yb)
        loss.backward()
        self.optim.step()
        self.running_loss += loss.item() * len(xb)

    def train(self, epochs=10):
        loader = DataLoader(self.train_set, batch_size=50, shuffle=True)
        for epoch in range(epochs):
            self.model.train()
            for xb, yb in loader:
                self.step(xb, yb)
            self.report(epoch)

    def report(self, epoch):
        mean = self.running_loss / len(self.train_set)
        self.losses.append(mean)
        print(f"epoch {epoch + 1}: mean train loss {mean:.4f}")

    @torch.no_grad()
    def validate(self):
        self.model.eval()
        good = 0
        for xb, yb in DataLoader(self.val_set, batch_size=100):
            good += (self.model(xb).argmax(1) == yb).sum().item()
        print(f"validation accuracy {good / len(self.val_set):.4f}")


if __name__ == "__main__":
    exp = Experiment()
    exp.train()
    exp.validate()
