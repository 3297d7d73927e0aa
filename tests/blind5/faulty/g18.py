import argparse

import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.optim.lr_scheduler import StepLR
from torch.utils.data import DataLoader, TensorDataset


def get_args():
    ap = argparse.ArgumentParser()
    ap.add_argument('--epochs', type=int, default=20)
    ap.add_argument('--lr', type=float, default=0.05)
    ap.add_argument('--decay-every', type=int, default=10, help='epochs')
    return ap.parse_args()


def train_epoch(net, loader, crit, opt, sched):
    net.train()
    total = 0.0
    for x, y in loader:
        opt.zero_grad()
        loss = crit(net(x), y)
        loss.backward()
        opt.step()
        sched.step()
        total += loss.item() * len(y)
    return total / len(loader.dataset)


def evaluate(net, loader):
    net.eval()
    with torch.no_grad():
        return sum((net(x).argmax(1) == y).sum().item() for x, y in loader) / len(loader.dataset)


def main():
    args = get_args()
    torch.manual_seed(0)
    d = load_digits()
    a, b, c, e = train_test_split(d.data / 16.0, d.target, test_size=0.2, random_state=0, stratify=d.target)
    mk = lambda x, y: TensorDataset(torch.tensor(x, dtype=torch.float32), torch.tensor(y))
    train_dl = DataLoader(mk(a, c), batch_size=32, shuffle=True)
    test_dl = DataLoader(mk(b, e), batch_size=256)
    net = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    opt = torch.optim.SGD(net.parameters(), lr=args.lr, momentum=0.9)
    sched = StepLR(opt, step_size=args.decay_every, gamma=0.1)
    crit = nn.CrossEntropyLoss()
    for epoch in range(1, args.epochs + 1):
        loss = train_epoch(net, train_dl, crit, opt, sched)
        print(f'epoch {epoch:2d} lr {sched.get_last_lr()[0]:.2e} loss {loss:.4f} acc {evaluate(net, test_dl):.4f}')


if __name__ == '__main__':
    main()
