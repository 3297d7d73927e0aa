import torch
from torch import nn
from torch.optim.lr_scheduler import OneCycleLR
from torch.utils.data import DataLoader, TensorDataset


def spirals(n, seed):
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(0, 3, (n,), generator=g)
    r = torch.rand(n, generator=g)
    a = 2.0944 * y + 3.5 * r + 0.15 * torch.randn(n, generator=g)
    return TensorDataset(torch.stack([r * a.cos(), r * a.sin()], 1) * 2, y)


def build(lr_max, epochs, steps):
    net = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 3))
    opt = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
    sched = OneCycleLR(opt, max_lr=lr_max, epochs=epochs, steps_per_epoch=steps)
    return net, opt, sched


def fit(train_dl, val, epochs=20, max_lr=8.0):
    net, opt, sched = build(max_lr, epochs, len(train_dl))
    crit = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        net.train()
        s = n = 0
        for x, y in train_dl:
            loss = crit(net(x), y)
            opt.zero_grad()
            loss.backward()
            opt.step()
            sched.step()
            s += loss.item() * len(y)
            n += len(y)
        if epoch % 4 == 3 or epoch == 0:
            net.eval()
            with torch.no_grad():
                x, y = val.tensors
                acc = (net(x).argmax(1) == y).float().mean().item()
            print(f'{epoch + 1:2d} loss {s / n:.4f} lr {sched.get_last_lr()[0]:.4f} val acc {acc:.3f}')


if __name__ == '__main__':
    torch.manual_seed(0)
    fit(DataLoader(spirals(900, 0), 32, shuffle=True), spirals(300, 1))
