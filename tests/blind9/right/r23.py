"""Count regression (hourly rentals) with a Poisson likelihood."""
import numpy as np
import torch
import torch.nn as nn
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


def rentals(n=2000, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 5)) * [1, 10, 3, 0.5, 2] + [0, 20, 5, 0, 1]
    rate = np.exp(0.6 * X[:, 0] + 0.03 * (X[:, 1] - 20) + 1.0)
    return X, rng.poisson(rate).astype(np.float32)


class CountNet(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.hidden = nn.Sequential(nn.Linear(d, 48), nn.ReLU(), nn.Linear(48, 48), nn.ReLU())
        self.rate = nn.Sequential(nn.Linear(48, 1), nn.Softplus())

    def forward(self, x):
        return self.rate(self.hidden(x)).squeeze(1)


def main():
    X, y = rentals()
    Xa, Xb, ya, yb = train_test_split(X, y, test_size=0.2, random_state=0)
    sc = StandardScaler().fit(Xa)
    t = lambda u, v: TensorDataset(torch.tensor(sc.transform(u), dtype=torch.float32), torch.tensor(v))
    train, test = t(Xa, ya), t(Xb, yb)
    model = CountNet(5)
    loss_fn = nn.PoissonNLLLoss(log_input=False)
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    for epoch in range(12):
        model.train()
        total = 0.0
        for x, k in DataLoader(train, batch_size=64, shuffle=True):
            loss = loss_fn(model(x), k)
            opt.zero_grad()
            loss.backward()
            opt.step()
            total += loss.item() * len(x)
        print(epoch, total / len(train))
    model.eval()
    with torch.no_grad():
        x, k = test.tensors
        print("test MAE", (model(x) - k).abs().mean().item())


if __name__ == "__main__":
    main()
