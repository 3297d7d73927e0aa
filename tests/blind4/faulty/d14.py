import torch
from torch import nn
from sklearn.datasets import make_regression
from torch.utils.data import DataLoader, TensorDataset


def stack(sizes):
    layers = []
    for a, b in zip(sizes[:-1], sizes[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers)


class Regressor(nn.Module):
    def __init__(self, sizes=(8, 64, 64, 2)):
        super().__init__()
        self.net = stack(sizes)

    def forward(self, x):
        return self.net(x)


def main():
    torch.manual_seed(0)
    x, y = make_regression(1200, 8, n_informative=6, n_targets=2, noise=5.0, random_state=0)
    x, y = torch.tensor(x).float(), torch.tensor(y).float()
    y = (y - y[:1000].mean(0)) / y[:1000].std(0)
    loader = DataLoader(TensorDataset(x[:1000], y[:1000]), batch_size=50, shuffle=True)
    net = Regressor()
    opt = torch.optim.Adam(net.parameters(), lr=1e-3)
    mse = nn.MSELoss()
    for epoch in range(15):
        net.train()
        s = 0.0
        for a, b in loader:
            opt.zero_grad()
            loss = mse(net(a), b)
            loss.backward()
            opt.step()
            s += loss.item() * len(a)
        if epoch % 5 == 4:
            net.eval()
            with torch.no_grad():
                t = mse(net(x[1000:]), y[1000:]).item()
            print(f"epoch {epoch + 1} train {s / 1000:.4f} test {t:.4f}")


main()
