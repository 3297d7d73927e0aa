import torch
import torch.nn as nn
from sklearn.datasets import make_friedman1
from torch.utils.data import DataLoader, TensorDataset, random_split


class EarlyStopping:
    """Stop when the validation loss has not improved for `patience` checks."""

    def __init__(self, patience=10, min_delta=0.0, path="checkpoint.pt", verbose=True):
        self.patience = patience
        self.min_delta = min_delta
        self.path = path
        self.verbose = verbose
        self.counter = 0
        self.best_loss = None
        self.early_stop = False

    def __call__(self, val_loss, model):
        if self.best_loss is None:
            self.best_loss = val_loss
            self.save(model)
        elif val_loss > self.best_loss - self.min_delta:
            self.counter += 1
            if self.verbose:
                print(f"  EarlyStopping counter: {self.counter} / {self.patience}")
            if self.counter >= self.patience:
                self.early_stop = True
        else:
            self.best_loss = val_loss
            self.save(model)

    def save(self, model):
        torch.save(model.state_dict(), self.path)


def get_data(seed=0):
    X, y = make_friedman1(n_samples=1200, n_features=10, noise=1.0, random_state=seed)
    X = torch.tensor(X, dtype=torch.float32)
    y = torch.tensor(y, dtype=torch.float32).unsqueeze(1)
    tr, va, te = random_split(
        TensorDataset(X, y), [800, 200, 200], generator=torch.Generator().manual_seed(seed)
    )
    y_train = y[tr.indices]
    return tr, va, te, y_train.mean(), y_train.std()


def main():
    torch.manual_seed(0)
    tr, va, te, mu, sigma = get_data()
    train_loader = DataLoader(tr, batch_size=32, shuffle=True)
    val_loader = DataLoader(va, batch_size=200)
    test_loader = DataLoader(te, batch_size=200)

    model = nn.Sequential(nn.Linear(10, 64), nn.Tanh(), nn.Linear(64, 64), nn.Tanh(), nn.Linear(64, 1))
    criterion = nn.MSELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    stopper = EarlyStopping(patience=8, path="/tmp/friedman_checkpoint.pt")

    for epoch in range(300):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(x), (y - mu) / sigma)
            loss.backward()
            optimizer.step()

        model.eval()
        with torch.no_grad():
            x, y = next(iter(val_loader))
            val_loss = criterion(model(x), (y - mu) / sigma).item()
        print(f"epoch {epoch:3d} val {val_loss:.4f}")
        stopper(val_loss, model)
        if stopper.early_stop:
            print("Early stopping")
            break

    model.load_state_dict(torch.load("/tmp/friedman_checkpoint.pt"))
    model.eval()
    with torch.no_grad():
        x, y = next(iter(test_loader))
        rmse = ((model(x) * sigma + mu - y) ** 2).mean().sqrt().item()
    print(f"test RMSE {rmse:.3f}")


if __name__ == "__main__":
    main()
