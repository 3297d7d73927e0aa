import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import make_friedman2
from sklearn.model_selection import train_test_split


class MultiDomainNet(nn.Module):
    """A shared trunk and one small adapter for each domain."""

    def __init__(self, n_in, width=32, n_domains=3):
        super().__init__()
        self.width = width
        self.n_domains = n_domains
        self.trunk = nn.Sequential(nn.Linear(n_in, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU())
        self.head = nn.Linear(width, 1)

    def _adapter(self, domain):
        return nn.Linear(self.width, self.width)

    def forward(self, x, domain):
        h = self.trunk(x)
        out = h.clone()
        for d in range(self.n_domains):
            rows = domain == d
            if rows.any():
                out[rows] = torch.relu(self._adapter(d)(h[rows]))
        return self.head(out).squeeze(1)


def make_data(seed=0):
    X, y = make_friedman2(1800, noise=10.0, random_state=seed)
    domain = np.random.default_rng(seed).integers(0, 3, len(y))
    y = y * np.array([1.0, -0.5, 0.7])[domain]
    parts = train_test_split(X, y, domain, test_size=0.25, random_state=seed)
    X_tr, X_te, y_tr, y_te, d_tr, d_te = parts
    mx, sx, my, sy = X_tr.mean(0), X_tr.std(0), y_tr.mean(), y_tr.std()
    f = lambda a: torch.tensor(a, dtype=torch.float32)
    return (f((X_tr - mx) / sx), f((y_tr - my) / sy), torch.tensor(d_tr)), (f((X_te - mx) / sx), f((y_te - my) / sy), torch.tensor(d_te))


def main():
    torch.manual_seed(0)
    (X, y, d), (Xt, yt, dt) = make_data()
    net = MultiDomainNet(X.shape[1])
    opt = torch.optim.Adam(net.parameters(), lr=3e-3)
    for epoch in range(25):
        net.train()
        total = 0.0
        for idx in torch.randperm(len(y)).split(64):
            opt.zero_grad()
            loss = nn.functional.mse_loss(net(X[idx], d[idx]), y[idx])
            loss.backward()
            opt.step()
            total += loss.item() * len(idx)
        if epoch % 6 == 0:
            print(f"epoch {epoch} mse {total / len(y):.4f}")
    net.eval()
    with torch.no_grad():
        print("test mse", round(nn.functional.mse_loss(net(Xt, dt), yt).item(), 4))


if __name__ == "__main__":
    main()
