import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset


def mixup(x, t, alpha, rng):
    lam = rng.beta(alpha, alpha)
    p = torch.randperm(len(x))
    return lam * x + (1 - lam) * x[p], lam * t + (1 - lam) * t[p]


def main():
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    d = load_digits()
    a, b, c, e = train_test_split(d.data / 16.0, d.target, test_size=0.2, random_state=0, stratify=d.target)
    x_tr, x_te = torch.tensor(a, dtype=torch.float32), torch.tensor(b, dtype=torch.float32)
    t_tr = F.one_hot(torch.tensor(c), 10).float()
    y_te = torch.tensor(e)
    loader = DataLoader(TensorDataset(x_tr, t_tr), batch_size=64, shuffle=True)
    net = nn.Sequential(nn.Linear(64, 96), nn.ReLU(), nn.Linear(96, 10))
    opt = torch.optim.Adam(net.parameters(), lr=3e-3)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(25):
        net.train()
        tot = 0.0
        for x, t in loader:
            x, t = mixup(x, t, 0.2, rng)
            opt.zero_grad()
            loss = criterion(net(x), t)
            loss.backward()
            opt.step()
            tot += loss.item()
        if epoch % 5 == 4:
            net.eval()
            with torch.no_grad():
                z = net(x_te)
                print(f'epoch {epoch + 1} mixup loss {tot / len(loader):.4f} test loss {F.cross_entropy(z, y_te).item():.4f} acc {(z.argmax(1) == y_te).float().mean().item():.4f}')


main()
