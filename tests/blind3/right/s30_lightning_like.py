from contextlib import contextmanager

import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset


@contextmanager
def evaluating(model):
    was = model.training
    model.eval()
    try:
        with torch.no_grad():
            yield model
    finally:
        model.train(was)


class Engine:
    def __init__(self, model, opt, callbacks=()):
        self.model, self.opt, self.callbacks = model, opt, callbacks
        self.opt.zero_grad()
        self.skipped = 0

    def step(self, x, y):
        loss = F.cross_entropy(self.model(x), y)
        loss.backward()
        norm = nn.utils.clip_grad_norm_(self.model.parameters(), 5.0)
        if torch.isfinite(norm):
            self.opt.step()
        else:
            self.skipped += 1
        self.opt.zero_grad()
        return loss.detach()

    def fit(self, loader, epochs):
        self.model.train()
        for epoch in range(epochs):
            total, n = torch.zeros(()), 0
            for i, (x, y) in enumerate(loader):
                total += self.step(x, y) * len(y)
                n += len(y)
            for cb in self.callbacks:
                cb(epoch, (total / n).item(), self.model)


class Report:
    def __init__(self, X, y, every):
        self.X, self.y, self.every = X, y, every

    def __call__(self, epoch, loss, model):
        if epoch % self.every == self.every - 1:
            with evaluating(model) as m:
                acc = (m(self.X).argmax(1) == self.y).float().mean().item()
            print(f"epoch {epoch + 1} loss {loss:.4f} validation accuracy {acc:.4f} (training={model.training})")


def main():
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    X_tr, X_va, y_tr, y_va = train_test_split(X / 16, y, test_size=0.25, random_state=0, stratify=y)
    loader = DataLoader(TensorDataset(torch.tensor(X_tr).float(), torch.tensor(y_tr)), batch_size=64, shuffle=True)
    model = nn.Sequential(nn.Linear(64, 96), nn.BatchNorm1d(96), nn.ReLU(), nn.Dropout(0.3), nn.Linear(96, 10))
    opt = torch.optim.RMSprop(model.parameters(), lr=1e-3)
    engine = Engine(model, opt, [Report(torch.tensor(X_va).float(), torch.tensor(y_va), 3)])
    engine.fit(loader, 12)
    print("steps skipped", engine.skipped)


if __name__ == "__main__":
    main()
