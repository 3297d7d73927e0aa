"""A configuration, a model built from it in a loop, early stopping on a validation set."""

import copy

import torch
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

CONFIG = {"hidden": [32, 16], "dropout": 0.2, "lr": 1e-3, "batch_size": 32, "epochs": 10, "patience": 3}


class Classifier(nn.Module):
    def __init__(self, n_in, hidden, dropout):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(a, b) for a, b in zip([n_in, *hidden], hidden, strict=False)])
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(hidden[-1], 1)

    def forward(self, x):
        for layer in self.layers:
            x = self.dropout(torch.relu(layer(x)))
        return self.head(x).squeeze(1)


def loaders(config):
    X, y = load_breast_cancer(return_X_y=True)
    X_train, X_val, y_train, y_val = train_test_split(X, y, test_size=0.2, random_state=0)
    scaler = StandardScaler().fit(X_train)
    train_set, val_set = (
        TensorDataset(
            torch.tensor(scaler.transform(a), dtype=torch.float32), torch.tensor(b, dtype=torch.float32)
        )
        for a, b in ((X_train, y_train), (X_val, y_val))
    )
    train_loader = DataLoader(train_set, batch_size=config["batch_size"], shuffle=True)
    return train_loader, DataLoader(val_set, batch_size=256)


def validate(model, val_loader, criterion):
    model.eval()
    total, correct = 0.0, 0
    with torch.no_grad():
        for x, y in val_loader:
            logits = model(x)
            total += criterion(logits, y).item() * len(y)
            correct += ((torch.sigmoid(logits) > 0.5).float() == y).sum().item()
    return total / len(val_loader.dataset), correct / len(val_loader.dataset)


def run(config):
    train_loader, val_loader = loaders(config)
    model = Classifier(30, config["hidden"], config["dropout"])
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=config["lr"])
    best, best_state, waited = float("inf"), None, 0
    for epoch in range(config["epochs"]):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        val_loss, accuracy = validate(model, val_loader, criterion)
        print(f"{epoch}: {val_loss:.4f} {accuracy:.3f}")
        if val_loss < best:
            best, best_state, waited = val_loss, copy.deepcopy(model.state_dict()), 0
        else:
            waited += 1
            if waited >= config["patience"]:
                break
    model.load_state_dict(best_state)


run(CONFIG)
