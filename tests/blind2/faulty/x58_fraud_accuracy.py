"""Fraud detection on card transactions (synthetic)."""
import torch
from torch import nn
from sklearn.datasets import make_classification
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

FRAUD_SHARE = 0.02


def load():
    X, y = make_classification(6000, 16, n_informative=5, weights=[1 - FRAUD_SHARE], flip_y=0.0,
                               class_sep=0.4, random_state=20)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.3, random_state=20, stratify=y)
    mean, std = X_tr.mean(0), X_tr.std(0)
    f = lambda a, b: TensorDataset(torch.tensor((a - mean) / std, dtype=torch.float32), torch.tensor(b, dtype=torch.float32))
    return f(X_tr, y_tr), f(X_te, y_te)


class FraudNet(nn.Module):
    def __init__(self, d=16):
        super().__init__()
        self.f = nn.Sequential(nn.Linear(d, 8), nn.ReLU(), nn.Dropout(0.2), nn.Linear(8, 1))

    def forward(self, x):
        return self.f(x).squeeze(-1)


def train(model, loader, criterion, optimizer, epochs):
    for epoch in range(epochs):
        model.train()
        total = 0.0
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(y)
        print(f"epoch {epoch + 1} loss {total / len(loader.dataset):.4f}")


@torch.no_grad()
def report(model, loader):
    model.eval()
    good, tp, pos = 0, 0, 0
    for x, y in loader:
        pred = (model(x) > 0).float()
        good += (pred == y).sum().item()
        tp += (pred * y).sum().item()
        pos += y.sum().item()
    print(f"accuracy {good / len(loader.dataset):.4f}")
    print(f"frauds found {int(tp)} of {int(pos)}")


def main():
    torch.manual_seed(20)
    train_ds, test_ds = load()
    model = FraudNet()
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    train(model, DataLoader(train_ds, 64, shuffle=True), criterion, optimizer, epochs=5)
    report(model, DataLoader(test_ds, 500))


if __name__ == "__main__":
    main()
