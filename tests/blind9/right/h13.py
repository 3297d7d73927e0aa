"""Rare defects: weighted sampling while training, balanced scores when testing."""
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, WeightedRandomSampler
from sklearn.datasets import make_classification
from sklearn.metrics import balanced_accuracy_score, recall_score
from sklearn.model_selection import train_test_split


class Pipeline:
    def __init__(self, seed):
        torch.manual_seed(seed)
        X, y = make_classification(3000, n_features=12, n_informative=6, weights=[0.94], class_sep=1.2,
                                   flip_y=0.01, random_state=seed)
        a, b, c, d = train_test_split(X, y, test_size=0.3, random_state=seed, stratify=y)
        mean, std = a.mean(0), a.std(0)
        self.train = TensorDataset(self._t((a - mean) / std), torch.tensor(c))
        self.test = TensorDataset(self._t((b - mean) / std), torch.tensor(d))
        self.net = nn.Sequential(nn.Linear(12, 32), nn.ReLU(), nn.Linear(32, 2))

    @staticmethod
    def _t(v):
        return torch.tensor(v, dtype=torch.float32)

    def sampler(self):
        y = self.train.tensors[1]
        counts = torch.bincount(y)
        return WeightedRandomSampler((1.0 / counts.double())[y], num_samples=len(y), replacement=True)

    def fit(self, epochs=15):
        opt = torch.optim.Adam(self.net.parameters(), lr=2e-3, weight_decay=1e-4)
        loader = DataLoader(self.train, batch_size=50, sampler=self.sampler())
        for epoch in range(epochs):
            self.net.train()
            total = 0.0
            for x, y in loader:
                opt.zero_grad()
                loss = nn.functional.cross_entropy(self.net(x), y)
                loss.backward()
                opt.step()
                total += loss.item() * len(y)
            if epoch % 5 == 4:
                print(f"epoch {epoch + 1} loss {total / len(self.train):.4f}", *self.score())

    def score(self):
        self.net.eval()
        x, y = self.test.tensors
        with torch.no_grad():
            guess = self.net(x).argmax(1)
        return (f"balanced accuracy {balanced_accuracy_score(y, guess):.4f}", f"recall {recall_score(y, guess):.4f}")


Pipeline(15).fit()
