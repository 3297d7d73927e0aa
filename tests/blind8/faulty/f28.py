from dataclasses import dataclass
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from sklearn.datasets import load_diabetes


@dataclass
class Args:
    epochs: int = 30
    lr: float = 2e-3
    tau: float = 0.7
    bs: int = 32
    seed: int = 0


class DiabetesDataset(Dataset):
    def __init__(self, split, seed=0):
        X, y = load_diabetes(return_X_y=True, scaled=False)
        perm = torch.randperm(len(y), generator=torch.Generator().manual_seed(seed))
        tr, va = perm[:340], perm[340:]
        X, y = torch.tensor(X, dtype=torch.float32), torch.tensor(y, dtype=torch.float32)
        mx, sx, my, sy = X[tr].mean(0), X[tr].std(0), y[tr].mean(), y[tr].std()
        idx = tr if split == 'train' else va
        self.X = (X[idx] - mx) / sx
        self.y = (y[idx] - my) / sy

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.X[i], self.y[i]


class PinballLoss(nn.Module):
    def __init__(self, tau):
        super().__init__()
        self.tau = tau

    def forward(self, pred, target):
        err = target - pred
        return torch.maximum(self.tau * err, (self.tau - 1) * err).mean()


class QuantileNet(nn.Module):
    def __init__(self, d=10):
        super().__init__()
        self.f = nn.Sequential(nn.Linear(d, 32), nn.ReLU(), nn.Linear(32, 1))

    def forward(self, x):
        return self.f(x)


def coverage(model, loader):
    model.eval()
    below, n = 0, 0
    with torch.no_grad():
        for x, y in loader:
            below += (y <= model(x).squeeze(1)).sum().item()
            n += len(y)
    return below / n


def main(args=Args()):
    torch.manual_seed(args.seed)
    train_loader = DataLoader(DiabetesDataset('train'), args.bs, shuffle=True)
    val_loader = DataLoader(DiabetesDataset('val'), args.bs)
    net, crit = QuantileNet(), PinballLoss(args.tau)
    opt = torch.optim.Adam(net.parameters(), lr=args.lr)
    for ep in range(args.epochs):
        net.train()
        tot = 0.0
        for x, y in train_loader:
            loss = crit(net(x), y)
            opt.zero_grad()
            loss.backward()
            opt.step()
            tot += loss.item() * len(y)
        if ep % 10 == 9:
            print(f'{ep + 1} pinball {tot / len(train_loader.dataset):.4f} coverage {coverage(net, val_loader):.3f}')


if __name__ == '__main__':
    main()
