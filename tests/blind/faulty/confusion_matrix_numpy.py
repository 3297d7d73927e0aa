import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import load_iris
from sklearn.metrics import confusion_matrix
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

device = "cuda" if torch.cuda.is_available() else "cpu"


def get_loaders():
    X, y = load_iris(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.4, random_state=3, stratify=y)
    mean, std = X_tr.mean(0), X_tr.std(0)
    tr = TensorDataset(torch.tensor((X_tr - mean) / std, dtype=torch.float32), torch.tensor(y_tr))
    te = TensorDataset(torch.tensor((X_te - mean) / std, dtype=torch.float32), torch.tensor(y_te))
    return DataLoader(tr, batch_size=15, shuffle=True), DataLoader(te, batch_size=30)


def train(model, loader, epochs=10):
    opt = torch.optim.Adam(model.parameters(), lr=0.02)
    loss_fn = nn.CrossEntropyLoss()
    for _ in range(epochs):
        model.train()
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            opt.zero_grad()
            loss = loss_fn(model(x), y)
            loss.backward()
            opt.step()
    return loss.item()


def collect_predictions(model, loader):
    model.eval()
    preds, truth = [], []
    with torch.no_grad():
        for x, y in loader:
            logits = model(x.to(device))
            preds.append(logits.argmax(dim=1).numpy())
            truth.append(y.numpy())
    return np.concatenate(preds), np.concatenate(truth)


if __name__ == "__main__":
    torch.manual_seed(0)
    train_loader, test_loader = get_loaders()
    model = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3)).to(device)
    print("final loss", train(model, train_loader))
    p, t = collect_predictions(model, test_loader)
    print(confusion_matrix(t, p))
    print("accuracy", (p == t).mean())
