import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from torch.optim.lr_scheduler import CosineAnnealingLR
from torch.utils.data import DataLoader, TensorDataset

EPOCHS, BATCH = 10, 56


def get(n_train=1400):
    d = load_digits()
    x, y = torch.tensor(d.data).float() / 16, torch.tensor(d.target)
    p = torch.randperm(len(y))
    return TensorDataset(x[p[:n_train]], y[p[:n_train]]), TensorDataset(x[p[n_train:]], y[p[n_train:]])


class Module:
    def __init__(self):
        self.net = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
        self.optimizer = torch.optim.SGD(self.net.parameters(), lr=0.1, momentum=0.9)
        self.scheduler = CosineAnnealingLR(self.optimizer, T_max=EPOCHS)
        self.loss = nn.CrossEntropyLoss()
        self.rates = []

    def training_step(self, x, y):
        self.optimizer.zero_grad()
        loss = self.loss(self.net(x), y)
        loss.backward()
        self.optimizer.step()
        self.scheduler.step()
        self.rates.append(self.scheduler.get_last_lr()[0])
        return loss.item() * len(y)

    def fit(self, ds):
        loader = DataLoader(ds, BATCH, shuffle=True)
        for epoch in range(EPOCHS):
            self.net.train()
            total = sum(self.training_step(x, y) for x, y in loader)
            print(f"epoch {epoch + 1} loss {total / len(ds):.4f} lr {self.rates[-1]:.4f}")

    def test(self, ds):
        self.net.eval()
        with torch.no_grad():
            return sum((self.net(x).argmax(1) == y).sum().item() for x, y in DataLoader(ds, 200)) / len(ds)


torch.manual_seed(0)
train_ds, test_ds = get()
m = Module()
m.fit(train_ds)
print("accuracy", m.test(test_ds), "turning points of the rate:", sum((b - a) * (c - b) < 0 for a, b, c in zip(m.rates, m.rates[1:], m.rates[2:])))
