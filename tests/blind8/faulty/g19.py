import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits


def shuffle_together(*arrays):
    return [a[torch.randperm(len(a))] for a in arrays]


def split(X, y, ratio=0.8):
    n = int(len(y) * ratio)
    return (X[:n], y[:n]), (X[n:], y[n:])


class Net(nn.Module):
    def __init__(self, h=64):
        super().__init__()
        self.seq = nn.Sequential(nn.Linear(64, h), nn.ReLU(), nn.Dropout(0.2), nn.Linear(h, 10))

    def forward(self, x):
        return self.seq(x)


def evaluate(model, x, y):
    model.eval()
    with torch.no_grad():
        out = model(x)
    return nn.functional.cross_entropy(out, y).item(), (out.argmax(1) == y).float().mean().item()


def main():
    torch.manual_seed(0)
    d = load_digits()
    X, y = torch.tensor(d.data, dtype=torch.float32) / 16, torch.tensor(d.target)
    X, y = shuffle_together(X, y)
    (Xa, ya), (Xb, yb) = split(X, y)
    model = Net()
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(15):
        model.train()
        for x, t in DataLoader(TensorDataset(Xa, ya), 64, shuffle=True):
            loss = nn.functional.cross_entropy(model(x), t)
            opt.zero_grad()
            loss.backward()
            opt.step()
        if epoch % 3 == 2:
            print(epoch + 1, 'train %.3f/%.3f' % evaluate(model, Xa, ya), 'val %.3f/%.3f' % evaluate(model, Xb, yb))


if __name__ == '__main__':
    main()
