"""아파트 실거래가 예측: 면적, 층, 연식, 역까지의 거리로 가격(만원)을 맞힌다."""
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class HouseNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(4, 64), nn.ReLU(),
            nn.Linear(64, 64), nn.ReLU(),
            nn.Linear(64, 1),
        )

    def forward(self, x):
        return self.net(x).squeeze(-1)


def load(n=2400, seed=77):
    rng = np.random.default_rng(seed)
    area = rng.uniform(30, 150, n)
    floor = rng.integers(1, 30, n)
    age = rng.uniform(0, 40, n)
    station = rng.exponential(0.8, n)
    price = area * (900 - 9 * age) * np.exp(-0.15 * station) + 300 * floor
    price = price * np.exp(0.05 * rng.standard_normal(n))
    X = np.column_stack([area, floor, age, station]).astype("float32")
    return X, price.astype("float32")


def main():
    torch.manual_seed(77)
    X, y = load()
    n = 1800
    mu, sd = X[:n].mean(0), X[:n].std(0)
    X = torch.from_numpy((X - mu) / sd)
    y = torch.from_numpy(y)
    loader = DataLoader(TensorDataset(X[:n], y[:n]), batch_size=64, shuffle=True)
    model = HouseNet()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.MSELoss()
    for epoch in range(40):
        model.train()
        for xb, yb in loader:
            optimizer.zero_grad()
            loss = criterion(model(xb), yb)
            loss.backward()
            optimizer.step()
        if (epoch + 1) % 10 == 0:
            model.eval()
            with torch.no_grad():
                pred = model(X[n:])
                r2 = 1 - ((pred - y[n:]) ** 2).sum() / ((y[n:] - y[n:].mean()) ** 2).sum()
                mae = (pred - y[n:]).abs().mean()
            print(f"에폭 {epoch + 1}: 검증 MAE {mae.item():.3f}, 결정계수 {r2.item():.3f}")


if __name__ == "__main__":
    main()
