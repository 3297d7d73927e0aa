import torch
from torch import nn
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

from model import Screener
from predict import Predictor


class Standardizer:
    def __init__(self, x):
        self.mean = x.mean(dim=0)
        self.std = x.std(dim=0).clamp_min(1e-8)

    def __call__(self, x):
        return (x - self.mean) / self.std


def main():
    torch.manual_seed(31)
    X, y = load_breast_cancer(return_X_y=True)
    X = torch.tensor(X, dtype=torch.float32)
    y = torch.tensor(1 - y, dtype=torch.float32)  # 1 = malignant
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.25, stratify=y, random_state=31)

    standardize = Standardizer(X_tr)
    loader = DataLoader(TensorDataset(standardize(X_tr), y_tr), batch_size=32, shuffle=True)
    model = Screener(X.size(1))
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3)
    criterion = nn.BCEWithLogitsLoss()
    for epoch in range(25):
        model.train()
        total = 0.0
        for xb, yb in loader:
            optimizer.zero_grad()
            loss = criterion(model(xb), yb)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(xb)
        if epoch % 5 == 4:
            print(f"epoch {epoch + 1}: {total / len(X_tr):.4f}")

    predictor = Predictor(model)
    flags = predictor(X_te)
    tp = ((flags == 1) & (y_te == 1)).sum().item()
    print("recall", tp / y_te.sum().item(), "precision", tp / max(flags.sum().item(), 1))
    print("accuracy", (flags == y_te).float().mean().item())


if __name__ == "__main__":
    main()
