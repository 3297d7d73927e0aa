import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


def prepare(seed=0):
    d = load_digits()
    a, b, ya, yb = train_test_split(d.data / 16.0, d.target, test_size=0.2, stratify=d.target, random_state=seed)
    return (TensorDataset(torch.tensor(a).float(), torch.tensor(ya)),
            TensorDataset(torch.tensor(b).float(), torch.tensor(yb)))


class Meter:
    def __init__(self):
        self.sum, self.n = 0.0, 0

    def add(self, value, n):
        self.sum += value * n
        self.n += n

    @property
    def mean(self):
        return self.sum / max(self.n, 1)


def fit(model, train_ds, epochs, lr=1e-3, batch=64):
    opt = torch.optim.Adam(model.parameters(), lr=lr)
    loss_fn = nn.CrossEntropyLoss()
    batches = iter(DataLoader(train_ds, batch_size=batch, shuffle=True))
    history = []
    for epoch in range(epochs):
        meter = Meter()
        model.train()
        for x, y in batches:
            opt.zero_grad()
            loss = loss_fn(model(x), y)
            loss.backward()
            opt.step()
            meter.add(loss.item(), len(y))
        history.append(meter.mean)
    return history


def test(model, ds):
    model.eval()
    m = Meter()
    with torch.no_grad():
        for x, y in DataLoader(ds, batch_size=180):
            m.add((model(x).argmax(1) == y).float().mean().item(), len(y))
    return m.mean


if __name__ == "__main__":
    torch.manual_seed(0)
    train_ds, test_ds = prepare()
    net = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 10))
    hist = fit(net, train_ds, epochs=10)
    print("first", round(hist[0], 3))
    print("test accuracy", round(test(net, test_ds), 3))
