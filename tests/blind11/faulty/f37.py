import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import fetch_california_housing
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

# California housing - wide & deep model


class WideAndDeep(nn.Module):
    def __init__(self, n_features: int, hidden: int = 128, p: float = 0.3):
        super().__init__()
        self.p = p
        self.wide = nn.Linear(n_features, 1)
        self.deep1 = nn.Linear(n_features, hidden)
        self.deep2 = nn.Linear(hidden, hidden)
        self.deep_out = nn.Linear(hidden, 1)

    def forward(self, x):
        h = F.relu(self.deep1(x))
        h = F.dropout(h, self.p)
        h = F.relu(self.deep2(h))
        h = F.dropout(h, self.p)
        return self.wide(x) + self.deep_out(h)


class Regressor:
    def __init__(self, model, lr):
        self.model = model
        self.optim = torch.optim.Adam(model.parameters(), lr=lr)
        self.loss = nn.MSELoss()

    def fit(self, loader, epochs):
        for epoch in range(epochs):
            self.model.train()
            s, n = 0.0, 0
            for x, y in loader:
                self.optim.zero_grad()
                loss = self.loss(self.model(x), y)
                loss.backward()
                self.optim.step()
                s += loss.item() * len(x)
                n += len(x)
            print(f"epoch {epoch + 1}/{epochs} mse {s / n:.4f}")
        return self

    def predict(self, x):
        self.model.eval()
        with torch.no_grad():
            return self.model(x)


if __name__ == "__main__":
    torch.manual_seed(0)
    X, y = fetch_california_housing(return_X_y=True)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
    sx = StandardScaler().fit(X_train)
    sy = StandardScaler().fit(y_train.reshape(-1, 1))
    Xt = torch.tensor(sx.transform(X_train), dtype=torch.float32)
    yt = torch.tensor(sy.transform(y_train.reshape(-1, 1)), dtype=torch.float32)
    Xv = torch.tensor(sx.transform(X_test), dtype=torch.float32)

    loader = DataLoader(TensorDataset(Xt, yt), batch_size=256, shuffle=True)
    reg = Regressor(WideAndDeep(X.shape[1]), lr=1e-3).fit(loader, epochs=15)
    pred = sy.inverse_transform(reg.predict(Xv).numpy()).ravel()
    rmse = ((pred - y_test) ** 2).mean() ** 0.5
    print(f"test RMSE: {rmse:.3f} (100k dollars)")
