import copy
import torch
import torch.nn as nn
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


class EarlyStopping:
    def __init__(self, patience=3):
        self.patience, self.counter = patience, 0
        self.best, self.state, self.stop = float("inf"), None, False

    def __call__(self, loss, model):
        if loss < self.best:
            self.best, self.counter = loss, 0
            self.state = copy.deepcopy(model.state_dict())
        else:
            self.counter += 1
            self.stop = self.counter >= self.patience


def rmse(model, loader):
    model.eval()
    se, n = 0.0, 0
    with torch.no_grad():
        for x, y in loader:
            se += ((model(x) - y) ** 2).sum().item()
            n += len(y)
    return (se / n) ** 0.5


def main():
    torch.manual_seed(1)
    X, y = load_diabetes(return_X_y=True)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=80, random_state=1)
    sx, sy = StandardScaler().fit(X_train), StandardScaler().fit(y_train[:, None])
    pack = lambda a, b: TensorDataset(torch.tensor(sx.transform(a)).float(), torch.tensor(sy.transform(b[:, None])).float())
    train_loader = DataLoader(pack(X_train, y_train), batch_size=32, shuffle=True)
    test_loader = DataLoader(pack(X_test, y_test), batch_size=80)
    model = nn.Sequential(nn.Linear(10, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    stopper = EarlyStopping()
    for epoch in range(40):
        model.train()
        for xb, yb in train_loader:
            optimizer.zero_grad()
            nn.functional.mse_loss(model(xb), yb).backward()
            optimizer.step()
        stopper(rmse(model, test_loader), model)
        if stopper.stop:
            print("stopped at epoch", epoch)
            break
    model.load_state_dict(stopper.state)
    print("test RMSE:", rmse(model, test_loader))


main()
