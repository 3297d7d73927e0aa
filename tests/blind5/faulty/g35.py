import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import make_classification
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, Dataset


class ArrayDataset(Dataset):
    def __init__(self, X, y):
        self.X, self.y = X.astype(np.float32), y.astype(np.int64)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.X[i], self.y[i]


def evaluate(model, loader, loss_fn):
    model.eval()
    tot = hit = n = 0
    with torch.no_grad():
        for X, y in loader:
            out = model(X)
            tot += loss_fn(out, y).item() * len(y)
            hit += (out.argmax(1) == y).sum().item()
            n += len(y)
    return tot / n, hit / n


def main():
    torch.manual_seed(1)
    X, y = make_classification(n_samples=400, n_features=40, n_informative=5, n_redundant=0, flip_y=0.25, class_sep=0.8, random_state=1)
    Xtr, Xva, ytr, yva = train_test_split(X, y, train_size=80, random_state=1, stratify=y)
    train_loader = DataLoader(ArrayDataset(Xtr, ytr), batch_size=16, shuffle=True)
    val_loader = DataLoader(ArrayDataset(Xva, yva), batch_size=64)

    model = nn.Sequential(nn.Linear(40, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 2))
    loss_fn = nn.CrossEntropyLoss()
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(1, 151):
        model.train()
        for xb, yb in train_loader:
            opt.zero_grad()
            loss_fn(model(xb), yb).backward()
            opt.step()
        if epoch % 25 == 0 or epoch == 1:
            tl, ta = evaluate(model, train_loader, loss_fn)
            vl, va = evaluate(model, val_loader, loss_fn)
            print(f'{epoch:3d} train {tl:.4f}/{ta:.3f} val {vl:.4f}/{va:.3f}')


if __name__ == '__main__':
    main()
