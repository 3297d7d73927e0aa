import copy

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


class EarlyStopping:
    def __init__(self, patience=6, min_delta=1e-4):
        self.patience = patience
        self.min_delta = min_delta
        self.best = float("inf")
        self.bad_epochs = 0
        self.weights = None

    def update(self, value, model):
        if value < self.best - self.min_delta:
            self.best = value
            self.weights = copy.deepcopy(model.state_dict())
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def data(seed=2):
    X, y = load_diabetes(return_X_y=True)
    X_rest, X_te, y_rest, y_te = train_test_split(X, y[:, None], test_size=0.2, random_state=seed)
    X_tr, X_va, y_tr, y_va = train_test_split(X_rest, y_rest, test_size=0.2, random_state=seed)
    sx, sy = StandardScaler().fit(X_tr), StandardScaler().fit(y_tr)
    pack = lambda a, b: TensorDataset(torch.tensor(sx.transform(a)).float(), torch.tensor(sy.transform(b)).float())
    return pack(X_tr, y_tr), pack(X_va, y_va), pack(X_te, y_te)


def mse(model, ds):
    model.eval()
    with torch.no_grad():
        x, y = ds.tensors
        return nn.functional.mse_loss(model(x), y).item()


def main(max_epochs=300):
    torch.manual_seed(0)
    train, val, test = data()
    loader = DataLoader(train, batch_size=32, shuffle=True)
    model = nn.Sequential(nn.Linear(10, 64), nn.ReLU(), nn.Dropout(0.2), nn.Linear(64, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=5e-3)
    stopper = EarlyStopping()
    for epoch in range(max_epochs):
        model.train()
        for x, y in loader:
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(x), y)
            loss.backward()
            optimizer.step()
        if stopper.update(mse(model, val), model):
            print("stopped at", epoch)
            break
    model.load_state_dict(stopper.weights)
    print("test mse", mse(model, test))


if __name__ == "__main__":
    main()
