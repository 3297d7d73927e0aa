import torch
from torch import nn
from torch.optim.lr_scheduler import CosineAnnealingWarmRestarts
from torch.utils.data import DataLoader, TensorDataset


def checker(n, seed):
    g = torch.Generator().manual_seed(seed)
    x = torch.rand(n, 2, generator=g) * 4 - 2
    y = ((x[:, 0].floor() + x[:, 1].floor()) % 2).long()
    return x, y


def main():
    torch.manual_seed(0)
    xa, ya = checker(2000, 0)
    xb, yb = checker(600, 1)
    model = nn.Sequential(nn.Linear(2, 96), nn.ReLU(), nn.Linear(96, 96), nn.ReLU(), nn.Linear(96, 2))
    opt = torch.optim.Adam(model.parameters(), lr=1.5e-2)
    sched = CosineAnnealingWarmRestarts(opt, T_0=6, T_mult=2, eta_min=1e-5)
    loader = DataLoader(TensorDataset(xa, ya), 100, shuffle=True)
    for epoch in range(42):
        model.train()
        s = 0.0
        for i, (x, y) in enumerate(loader):
            loss = nn.functional.cross_entropy(model(x), y)
            opt.zero_grad()
            loss.backward()
            opt.step()
            sched.step(epoch + i / len(loader))
            s += loss.item() * len(y)
        if epoch in (0, 5, 6, 17, 18, 30, 41):
            model.eval()
            with torch.no_grad():
                print(epoch, f'lr {opt.param_groups[0]["lr"]:.5f} loss {s / len(xa):.4f} val acc {(model(xb).argmax(1) == yb).float().mean().item():.3f}')


if __name__ == '__main__':
    main()
