import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


class EarlyStopping:
    def __init__(self, patience=10, min_delta=0.0):
        self.patience = patience
        self.min_delta = min_delta
        self.best = float('inf')
        self.weights = None
        self.counter = 0

    def __call__(self, value, model):
        if value < self.best - self.min_delta:
            self.best = value
            self.weights = model.state_dict()
            self.counter = 0
        else:
            self.counter += 1
        return self.counter >= self.patience

    def restore(self, model):
        model.load_state_dict(self.weights)


def mse(model, x, y):
    model.eval()
    with torch.no_grad():
        return nn.functional.mse_loss(model(x), y).item()


def get_data():
    X, y = load_diabetes(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.2, random_state=1)
    X_tr, X_va, y_tr, y_va = train_test_split(X_tr, y_tr, test_size=0.25, random_state=1)
    sx, sy = StandardScaler().fit(X_tr), StandardScaler().fit(y_tr.reshape(-1, 1))

    def t(X, y):
        return (torch.tensor(sx.transform(X), dtype=torch.float32),
                torch.tensor(sy.transform(y.reshape(-1, 1)), dtype=torch.float32))
    return t(X_tr, y_tr), t(X_va, y_va), t(X_te, y_te)


def main():
    torch.manual_seed(0)
    train, val, test = get_data()
    loader = DataLoader(TensorDataset(*train), batch_size=32, shuffle=True)
    model = nn.Sequential(nn.Linear(10, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    criterion = nn.MSELoss()
    stopper = EarlyStopping(patience=12)
    for epoch in range(200):
        model.train()
        for xb, yb in loader:
            optimizer.zero_grad()
            loss = criterion(model(xb), yb)
            loss.backward()
            optimizer.step()
        val_loss = mse(model, *val)
        if stopper(val_loss, model):
            print('stopped at', epoch)
            break
    stopper.restore(model)
    print(f'best val {stopper.best:.4f}, val of the restored model {mse(model, *val):.4f}, test {mse(model, *test):.4f}')


if __name__ == '__main__':
    main()
