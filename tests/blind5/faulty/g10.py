import torch
import torch.nn as nn
from sklearn.datasets import make_regression
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset


class Regressor(nn.Module):
    def __init__(self, n_in):
        super(Regressor, self).__init__()
        self.layer1 = nn.Linear(n_in, 32)
        self.layer2 = nn.Linear(32, 16)
        self.layer3 = nn.Linear(16, 1)
        self.relu = nn.ReLU()
        self.sigmoid = nn.Sigmoid()

    def forward(self, x):
        x = self.relu(self.layer1(x))
        x = self.relu(self.layer2(x))
        return self.sigmoid(self.layer3(x))


def r2(pred, true):
    return 1 - ((pred - true) ** 2).sum() / ((true - true.mean()) ** 2).sum()


def main():
    torch.manual_seed(0)
    X, y = make_regression(n_samples=1000, n_features=10, n_informative=6, noise=8.0, random_state=3)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.2, random_state=3)
    mu, sd = y_tr.mean(), y_tr.std()
    t = lambda a: torch.tensor(a, dtype=torch.float32)
    X_tr, X_te = t(X_tr), t(X_te)
    y_tr, y_te = t((y_tr - mu) / sd).view(-1, 1), t((y_te - mu) / sd).view(-1, 1)
    dl = DataLoader(TensorDataset(X_tr, y_tr), batch_size=32, shuffle=True)
    model = Regressor(10)
    opt = torch.optim.Adam(model.parameters(), lr=0.003)
    criterion = nn.MSELoss()
    for epoch in range(40):
        for xb, yb in dl:
            opt.zero_grad()
            loss = criterion(model(xb), yb)
            loss.backward()
            opt.step()
        if (epoch + 1) % 8 == 0:
            with torch.no_grad():
                print(epoch + 1, 'train mse', criterion(model(X_tr), y_tr).item(), 'test R2', r2(model(X_te), y_te).item())


main()
