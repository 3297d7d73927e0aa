import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Experiment:
    def __init__(self, seed=6):
        torch.manual_seed(seed)
        X, y = load_digits(return_X_y=True)
        X = torch.tensor(X / 16, dtype=torch.float32)
        y = torch.tensor(y)
        tr, va = train_test_split(range(len(y)), test_size=0.2, random_state=seed)
        self.train_dl = DataLoader(TensorDataset(X[tr], y[tr]), batch_size=64, shuffle=True)
        self.val_dl = DataLoader(TensorDataset(X[va], y[va]), batch_size=256)
        self.net = nn.Sequential(
            nn.Linear(64, 128), nn.ReLU(), nn.Dropout(0.5),
            nn.Linear(128, 64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, 10))
        self.opt = torch.optim.Adam(self.net.parameters(), lr=1e-3)
        self.ce = nn.CrossEntropyLoss()

    def evaluate(self):
        self.net.eval()
        good = 0
        with torch.inference_mode():
            for x, y in self.val_dl:
                good += int((self.net(x).argmax(1) == y).sum())
        return good / len(self.val_dl.dataset)

    def step(self, x, y):
        self.opt.zero_grad()
        loss = self.ce(self.net(x), y)
        loss.backward()
        self.opt.step()
        return loss.item()

    def run(self, epochs):
        self.net.train()
        for e in range(epochs):
            losses = [self.step(x, y) for x, y in self.train_dl]
            print(e, sum(losses) / len(losses), self.evaluate())


Experiment().run(12)
