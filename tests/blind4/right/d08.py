import torch
from sklearn.datasets import make_moons
from torch import nn
from torch.optim.lr_scheduler import CosineAnnealingWarmRestarts
from torch.utils.data import DataLoader, TensorDataset


def build():
    return nn.Sequential(nn.Linear(2, 32), nn.GELU(), nn.Linear(32, 32), nn.GELU(), nn.Linear(32, 1), nn.Flatten(0))


def main():
    torch.manual_seed(0)
    x, y = make_moons(1500, noise=0.15, random_state=0)
    x, y = torch.tensor(x).float(), torch.tensor(y).float()
    loader = DataLoader(TensorDataset(x[:1200], y[:1200]), batch_size=40, shuffle=True)
    net = build()
    opt = torch.optim.AdamW(net.parameters(), lr=5e-3)
    sched = CosineAnnealingWarmRestarts(opt, T_0=4, T_mult=2)
    bce = nn.BCEWithLogitsLoss()
    iters = len(loader)
    for epoch in range(12):
        net.train()
        total = 0.0
        for i, (a, b) in enumerate(loader):
            opt.zero_grad()
            loss = bce(net(a), b)
            loss.backward()
            opt.step()
            sched.step(epoch + (i + 1) / iters)
            total += loss.item() * len(b)
        if epoch % 2:
            net.eval()
            with torch.no_grad():
                acc = ((net(x[1200:]) > 0).float() == y[1200:]).float().mean().item()
            print(f"epoch {epoch + 1} loss {total / 1200:.4f} acc {acc:.3f} lr {sched.get_last_lr()[0]:.5f}")


if __name__ == "__main__":
    main()
