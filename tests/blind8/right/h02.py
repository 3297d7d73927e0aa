import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def flipped(n, seed, p=0.25):
    g = torch.Generator().manual_seed(seed)
    x = torch.randn(n, 10, generator=g)
    clean = (x[:, 0] + x[:, 1] > 0).float()
    flip = torch.rand(n, generator=g) < p
    return x, torch.where(flip, 1 - clean, clean), clean


def main():
    torch.manual_seed(0)
    xa, ya, _ = flipped(3000, 0)
    xb, yb, cb = flipped(800, 1)
    model = nn.Sequential(nn.Linear(10, 16), nn.ReLU(), nn.Linear(16, 1), nn.Flatten(0))
    opt = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=0.05)
    crit = nn.BCEWithLogitsLoss()
    for epoch in range(10):
        model.train()
        s = 0.0
        for x, y in DataLoader(TensorDataset(xa, ya), 64, shuffle=True):
            loss = crit(model(x), y)
            opt.zero_grad()
            loss.backward()
            opt.step()
            s += loss.item() * len(y)
        model.eval()
        with torch.no_grad():
            z = model(xb)
            v = crit(z, yb).item()
        if epoch % 3 == 0:
            print(f'{epoch} train {s / len(xa):.4f} val {v:.4f} noisy acc {((z > 0) == yb.bool()).float().mean():.3f} clean acc {((z > 0) == cb.bool()).float().mean():.3f}')


if __name__ == '__main__':
    main()
