import torch
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class ProgressionNet(nn.Module):
    def __init__(self, n_features: int):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Linear(n_features, 32),
            nn.ELU(),
            nn.Linear(32, 16),
            nn.ELU(),
        )
        self.regressor = nn.Sequential(nn.Linear(16, 1), nn.Sigmoid())

    def forward(self, x):
        return self.regressor(self.encoder(x)).squeeze(-1)


def load():
    X, y = load_diabetes(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.2, random_state=30)
    fx = StandardScaler().fit(X_tr)
    fy = StandardScaler().fit(y_tr[:, None])
    conv = lambda a: torch.tensor(a, dtype=torch.float32)
    return (conv(fx.transform(X_tr)), conv(fy.transform(y_tr[:, None])[:, 0]),
            conv(fx.transform(X_te)), conv(fy.transform(y_te[:, None])[:, 0]), fy.scale_[0])


def main():
    torch.manual_seed(30)
    x_tr, y_tr, x_te, y_te, scale = load()
    dl = DataLoader(TensorDataset(x_tr, y_tr), batch_size=32, shuffle=True)
    model = ProgressionNet(x_tr.shape[1])
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.MSELoss()

    for epoch in range(1, 31):
        model.train()
        running = 0.0
        for xb, yb in dl:
            optimizer.zero_grad()
            loss = criterion(model(xb), yb)
            loss.backward()
            optimizer.step()
            running += loss.item() * len(yb)
        if epoch % 10 == 0:
            print(f"epoch {epoch:3d}  train mse {running / len(y_tr):.4f}")

    model.eval()
    with torch.no_grad():
        rmse = (model(x_te) - y_te).pow(2).mean().sqrt() * scale
    print(f"test rmse {rmse:.1f} points")


if __name__ == "__main__":
    main()
