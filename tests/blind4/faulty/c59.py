import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import make_classification


class Scorer(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.f = nn.Sequential(nn.Linear(d, 32), nn.LayerNorm(32), nn.ReLU(), nn.Linear(32, 1))

    def forward(self, x):
        return self.f(x).squeeze()


def data():
    x, y = make_classification(601, 15, n_informative=8, random_state=4)
    x, y = torch.tensor(x).float(), torch.tensor(y).float()
    x = (x - x[:401].mean(0)) / x[:401].std(0)
    return TensorDataset(x[:401], y[:401]), TensorDataset(x[401:], y[401:])


def train_epoch(net, loader, opt, loss_fn):
    net.train()
    total = 0.0
    for x, y in loader:
        opt.zero_grad()
        loss = loss_fn(net(x), y)
        loss.backward()
        opt.step()
        total += loss.item() * len(y)
    return total / len(loader.dataset)


def accuracy(net, loader):
    net.eval()
    hits = 0
    with torch.no_grad():
        for x, y in loader:
            hits += ((net(x) > 0).float() == y).sum().item()
    return hits / len(loader.dataset)


if __name__ == "__main__":
    torch.manual_seed(4)
    train_ds, test_ds = data()
    train_dl = DataLoader(train_ds, batch_size=40, shuffle=True)
    test_dl = DataLoader(test_ds, batch_size=50)
    net = Scorer(15)
    opt = torch.optim.Adam(net.parameters(), lr=2e-3)
    for e in range(10):
        l = train_epoch(net, train_dl, opt, nn.BCEWithLogitsLoss())
        print(f"epoch {e + 1} loss {l:.4f} acc {accuracy(net, test_dl):.3f}")
