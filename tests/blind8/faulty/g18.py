import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from sklearn.datasets import load_digits


class Pairs(Dataset):
    """Pairs of digits: the same class or not."""

    def __init__(self, X, y, n, seed):
        g = torch.Generator().manual_seed(seed)
        self.X, self.y = X, y
        by = [torch.nonzero(y == k).flatten() for k in range(10)]
        a = torch.randint(0, len(y), (n,), generator=g)
        b = torch.randint(0, len(y), (n,), generator=g)
        same = torch.rand(n, generator=g) < 0.5
        for i in torch.nonzero(same).flatten().tolist():
            pool = by[int(y[a[i]])]
            b[i] = pool[int(torch.randint(0, len(pool), (1,), generator=g))]
        self.a, self.b = a, b

    def __len__(self):
        return len(self.a)

    def __getitem__(self, i):
        a, b = self.a[i], self.b[i]
        return self.X[a], self.X[b], (self.y[a] == self.y[b]).float()


def distance(u, v):
    return (u - v).pow(2).sum(dim=1).sqrt()


def contrastive(d, same, margin=2.0):
    return (same * d ** 2 + (1 - same) * torch.relu(margin - d) ** 2).mean()


def auc_like(net, ds):
    net.eval()
    with torch.no_grad():
        a, b, s = ds[torch.arange(len(ds))]
        d = distance(net(a), net(b))
        return d[s == 1].mean().item(), d[s == 0].mean().item()


def main():
    torch.manual_seed(0)
    d = load_digits()
    X, y = torch.tensor(d.data, dtype=torch.float32) / 16, torch.tensor(d.target)
    train_ds, val_ds = Pairs(X[:1400], y[:1400], 3000, 0), Pairs(X[1400:], y[1400:], 500, 1)
    net = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 8))
    opt = torch.optim.Adam(net.parameters(), lr=1e-3)
    for epoch in range(5):
        net.train()
        total = 0.0
        for a, b, s in DataLoader(train_ds, 50, shuffle=True):
            loss = contrastive(distance(net(a), net(b)), s)
            opt.zero_grad()
            loss.backward()
            opt.step()
            total += loss.item() * len(s)
        print(epoch, f'loss {total / len(train_ds):.4f} same/other', auc_like(net, val_ds))


if __name__ == '__main__':
    main()
