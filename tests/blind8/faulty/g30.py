import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split


class TabNet(nn.Module):
    def __init__(self, d_in, d_out, width=48):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(d_in, width), nn.BatchNorm1d(width), nn.ReLU(), nn.Dropout(0.1), nn.Linear(width, d_out))

    def forward(self, x):
        return self.net(x)


def table(n=275):
    x = torch.randn(n, 7)
    y = (x[:, 0] - x[:, 3] > 0).long() + (x[:, 1] > 1).long()
    return TensorDataset(x, y)


def loaders(ds, batch_size):
    n_val = int(0.3 * len(ds))
    tr, va = random_split(ds, [len(ds) - n_val, n_val])
    return DataLoader(tr, batch_size=batch_size, shuffle=True), DataLoader(va, batch_size=batch_size)


def train(model, loader, opt, crit):
    model.train()
    total, n = 0.0, 0
    for x, y in loader:
        opt.zero_grad()
        loss = crit(model(x), y)
        loss.backward()
        opt.step()
        total += loss.item() * len(y)
        n += len(y)
    return total / n


def main():
    torch.manual_seed(0)
    tr, va = loaders(table(), 32)
    model = TabNet(7, 3)
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    crit = nn.CrossEntropyLoss()
    for epoch in range(20):
        l = train(model, tr, opt, crit)
        model.eval()
        with torch.no_grad():
            acc = sum((model(x).argmax(1) == y).sum().item() for x, y in va) / len(va.dataset)
        print(epoch, f'{l:.4f} {acc:.3f}')


if __name__ == '__main__':
    main()
