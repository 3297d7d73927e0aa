"""Early stopping with restore of the best epoch."""
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import make_moons
from sklearn.model_selection import train_test_split


class EarlyStopping:
    def __init__(self, patience=15, min_delta=0.0):
        self.patience = patience
        self.min_delta = min_delta
        self.best = float("inf")
        self.bad_epochs = 0
        self.best_state = None

    def step(self, value, model):
        if value < self.best - self.min_delta:
            self.best = value
            self.bad_epochs = 0
            self.best_state = model.state_dict()
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience

    def restore(self, model):
        if self.best_state is not None:
            model.load_state_dict(self.best_state)


def mlp(width=128):
    return nn.Sequential(
        nn.Linear(2, width), nn.ReLU(),
        nn.Linear(width, width), nn.ReLU(),
        nn.Linear(width, 1), nn.Flatten(0),
    )


def batch_loss(model, xb, yb, criterion):
    return criterion(model(xb), yb)


@torch.no_grad()
def full_pass(model, loader, criterion):
    model.eval()
    loss = hits = 0.0
    for xb, yb in loader:
        out = model(xb)
        loss += criterion(out, yb).item() * len(yb)
        hits += ((out > 0).float() == yb).sum().item()
    return loss / len(loader.dataset), hits / len(loader.dataset)


def main():
    torch.manual_seed(8)
    X, y = make_moons(n_samples=600, noise=0.35, random_state=8)
    X = torch.tensor(X, dtype=torch.float32)
    y = torch.tensor(y, dtype=torch.float32)
    X_rest, X_test, y_rest, y_test = train_test_split(X, y, test_size=0.4, random_state=8)
    X_train, X_val, y_train, y_val = train_test_split(X_rest, y_rest, test_size=0.4, random_state=8)
    make = lambda a, b, s: DataLoader(TensorDataset(a, b), batch_size=32, shuffle=s)
    train_loader, val_loader, test_loader = make(X_train, y_train, True), make(X_val, y_val, False), make(X_test, y_test, False)

    model = mlp()
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    stopper = EarlyStopping(patience=15)
    for epoch in range(150):
        model.train()
        for xb, yb in train_loader:
            optimizer.zero_grad()
            batch_loss(model, xb, yb, criterion).backward()
            optimizer.step()
        val_loss, val_acc = full_pass(model, val_loader, criterion)
        if stopper.step(val_loss, model):
            print(f"stopped after epoch {epoch}, best val loss {stopper.best:.4f}")
            break
    stopper.restore(model)
    print("validation (restored): loss %.4f acc %.3f" % full_pass(model, val_loader, criterion))
    print("test: loss %.4f acc %.3f" % full_pass(model, test_loader, criterion))


if __name__ == "__main__":
    main()
