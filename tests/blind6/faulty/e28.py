import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset


class GenreNet(nn.Module):
    """1-D convolutions over MFCC frames, (N, 20, T) -> genre."""

    def __init__(self, n_mfcc=20, n_genres=4, p=0.4):
        super().__init__()
        self.p = p
        self.conv1 = nn.Conv1d(n_mfcc, 32, 5, padding=2)
        self.conv2 = nn.Conv1d(32, 64, 5, padding=2)
        self.fc = nn.Linear(64, n_genres)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = F.max_pool1d(x, 2)
        x = F.relu(self.conv2(x))
        x = x.mean(dim=2)
        x = F.dropout(x, self.p)
        return self.fc(x)


def make_split(n, seed):
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(0, 4, (n,), generator=g)
    x = torch.randn(n, 20, 50, generator=g)
    for c in range(4):
        x[y == c, c * 5:(c + 1) * 5] += 0.6
    return TensorDataset(x, y)


def train_epoch(net, loader, opt):
    net.train()
    tot = 0.0
    for x, y in loader:
        opt.zero_grad()
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        opt.step()
        tot += loss.item() * len(y)
    return tot / len(loader.dataset)


@torch.no_grad()
def eval_epoch(net, loader):
    net.eval()
    tot, hit = 0.0, 0
    for x, y in loader:
        out = net(x)
        tot += F.cross_entropy(out, y, reduction='sum').item()
        hit += (out.argmax(1) == y).sum().item()
    return tot / len(loader.dataset), hit / len(loader.dataset)


def main(epochs=4, lr=1e-3):
    torch.manual_seed(0)
    train = DataLoader(make_split(600, 0), batch_size=32, shuffle=True)
    valid = DataLoader(make_split(200, 1), batch_size=100)
    net = GenreNet()
    opt = torch.optim.Adam(net.parameters(), lr=lr)
    for ep in range(epochs):
        t = train_epoch(net, train, opt)
        v, a = eval_epoch(net, valid)
        print(f'{ep}: train {t:.3f} valid {v:.3f} acc {a:.3f}')


if __name__ == '__main__':
    main()
