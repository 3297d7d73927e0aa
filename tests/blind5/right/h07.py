import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

TEMP, ALPHA = 3.0, 0.7


def net(h):
    return nn.Sequential(nn.Linear(64, h), nn.ReLU(), nn.Linear(h, 10))


def acc(m, x, y):
    m.eval()
    with torch.no_grad():
        return (m(x).argmax(1) == y).float().mean().item()


def fit(model, loader, loss_fn, epochs, lr=3e-3):
    opt = torch.optim.Adam(model.parameters(), lr=lr)
    for ep in range(epochs):
        model.train()
        tot = n = 0
        for x, y in loader:
            loss = loss_fn(model, x, y)
            opt.zero_grad()
            loss.backward()
            opt.step()
            tot += loss.item() * len(y)
            n += len(y)
        if ep % 5 == 4:
            print(f'   epoch {ep + 1} loss {tot / n:.4f}')


def main():
    torch.manual_seed(0)
    d = load_digits()
    xa, xb, ya, yb = train_test_split(d.data / 16.0, d.target, test_size=0.3, random_state=0, stratify=d.target)
    xa, xb = torch.tensor(xa).float(), torch.tensor(xb).float()
    ya, yb = torch.tensor(ya), torch.tensor(yb)
    dl = DataLoader(TensorDataset(xa, ya), 64, shuffle=True)
    teacher, student = net(200), net(16)
    fit(teacher, dl, lambda m, x, y: F.cross_entropy(m(x), y), 15)
    print('teacher', acc(teacher, xb, yb))
    teacher.eval()

    def kd(m, x, y):
        with torch.no_grad():
            soft = F.softmax(teacher(x) / TEMP, dim=1)
        z = m(x)
        kl = F.kl_div(F.log_softmax(z / TEMP, dim=1), soft, reduction='batchmean') * TEMP ** 2
        return ALPHA * kl + (1 - ALPHA) * F.cross_entropy(z, y)

    fit(student, dl, kd, 25)
    print('student', acc(student, xb, yb))


main()
