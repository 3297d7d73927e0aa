import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import make_classification
from sklearn.model_selection import train_test_split

from ema import EMA


def sets(seed):
    X, y = make_classification(2500, 20, n_informative=10, n_classes=3, flip_y=0.05, random_state=seed)
    X_tr, X_va, y_tr, y_va = train_test_split(X, y, test_size=0.2, random_state=seed, stratify=y)
    mu, sd = X_tr.mean(0), X_tr.std(0)
    f = lambda a, b: TensorDataset(torch.tensor((a - mu) / sd).float(), torch.tensor(b))
    return f(X_tr, y_tr), f(X_va, y_va)


@torch.no_grad()
def accuracy(model, ds):
    was = model.training
    model.eval()
    X, y = ds.tensors
    result = (model(X).argmax(1) == y).float().mean().item()
    model.train(was)
    return result


def main():
    torch.manual_seed(0)
    train_ds, val_ds = sets(0)
    loader = DataLoader(train_ds, batch_size=50, shuffle=True)
    model = nn.Sequential(nn.Linear(20, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, 3))
    ema = EMA(model)
    opt = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    for epoch in range(10):
        model.train()
        total = 0.0
        for x, y in loader:
            opt.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            opt.step()
            ema.update(model)
            total += loss.item() * len(y)
        print(f"epoch {epoch} loss {total / len(train_ds):.4f} raw {accuracy(model, val_ds):.4f} averaged {accuracy(ema.shadow, val_ds):.4f}")


if __name__ == "__main__":
    main()
