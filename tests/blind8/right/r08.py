from contextlib import contextmanager
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split


@contextmanager
def evaluating(net):
    """Temporarily switch to evaluation mode."""
    istrain = net.training
    try:
        net.eval()
        with torch.no_grad():
            yield net
    finally:
        if istrain:
            net.train()


def accuracy(net, loader):
    with evaluating(net):
        good = sum(((net(x) > 0) == (y > 0.5)).sum().item() for x, y in loader)
    return good / len(loader.dataset)


def make_net(d):
    body = nn.Sequential(nn.BatchNorm1d(d), nn.Linear(d, 32), nn.ReLU(), nn.Dropout(0.3), nn.Linear(32, 1))
    return nn.Sequential(body, nn.Flatten(0))


def main():
    torch.manual_seed(0)
    X, y = load_breast_cancer(return_X_y=True)
    a, b, c, d = train_test_split(X, y, test_size=0.3, random_state=3, stratify=y)
    mk = lambda x, y: TensorDataset(torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.float32))
    train_dl = DataLoader(mk(a, c), batch_size=32, shuffle=True, drop_last=True)
    val_dl = DataLoader(mk(b, d), batch_size=64)
    net = make_net(X.shape[1])
    opt = torch.optim.Adam(net.parameters(), lr=3e-3)
    loss_fn = nn.BCEWithLogitsLoss()
    step = 0
    net.train()
    for epoch in range(10):
        for x, t in train_dl:
            loss = loss_fn(net(x), t)
            opt.zero_grad()
            loss.backward()
            opt.step()
            step += 1
            if step % 40 == 0:
                assert net.training
                print(step, f'{loss.item():.4f}', f'{accuracy(net, val_dl):.4f}', net.training)


if __name__ == '__main__':
    main()
