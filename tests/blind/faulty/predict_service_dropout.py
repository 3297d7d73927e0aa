import argparse
import torch
import torch.nn as nn
from sklearn.datasets import make_classification
from sklearn.metrics import accuracy_score, roc_auc_score
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset


def build(n_in, width=64, p=0.6):
    return nn.Sequential(
        nn.Linear(n_in, width), nn.ReLU(), nn.Dropout(p),
        nn.Linear(width, width), nn.ReLU(), nn.Dropout(p),
        nn.Linear(width, 1),
    )


def fit(model, loader, epochs, lr):
    opt = torch.optim.Adam(model.parameters(), lr=lr)
    criterion = nn.BCEWithLogitsLoss()
    model.train()
    for epoch in range(epochs):
        total = 0.0
        for xb, yb in loader:
            opt.zero_grad()
            loss = criterion(model(xb).squeeze(1), yb)
            loss.backward()
            opt.step()
            total += loss.item()
        print(f"epoch {epoch}: {total / len(loader):.4f}")
    return model


@torch.inference_mode()
def predict_proba(model, x):
    return torch.sigmoid(model(x)).squeeze(1).numpy()


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--epochs", type=int, default=6)
    ap.add_argument("--lr", type=float, default=2e-3)
    args = ap.parse_args()
    torch.manual_seed(0)
    X, y = make_classification(900, 20, n_informative=8, class_sep=1.2, random_state=0)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=300, random_state=0)
    ds = TensorDataset(torch.tensor(X_tr, dtype=torch.float32), torch.tensor(y_tr, dtype=torch.float32))
    model = fit(build(20), DataLoader(ds, batch_size=30, shuffle=True), args.epochs, args.lr)
    x_test = torch.tensor(X_te, dtype=torch.float32)
    p = predict_proba(model, x_test)
    print("accuracy", accuracy_score(y_te, p > 0.5), "auc", roc_auc_score(y_te, p))
    print("second call", accuracy_score(y_te, predict_proba(model, x_test) > 0.5))


if __name__ == "__main__":
    main()
