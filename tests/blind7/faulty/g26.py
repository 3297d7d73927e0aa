# 드롭아웃 + 배치정규화 실습
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split

torch.manual_seed(21)
bc = load_breast_cancer()
xa, xb, ya, yb = train_test_split(bc.data, bc.target, test_size=0.25, random_state=21, stratify=bc.target)
m, s = xa.mean(0), xa.std(0)
f = lambda a: torch.tensor((a - m) / s, dtype=torch.float32)
xa, xb, ya, yb = f(xa), f(xb), torch.tensor(ya), torch.tensor(yb)
net = nn.Sequential(
    nn.Linear(30, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Dropout(0.5),
    nn.Linear(64, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Dropout(0.5), nn.Linear(32, 2))
opt = torch.optim.Adam(net.parameters(), lr=1e-3)
ce = nn.CrossEntropyLoss()
dl = DataLoader(TensorDataset(xa, ya), batch_size=32, shuffle=True, drop_last=True)


def train_epoch():
    tot = n = 0
    for x, y in dl:
        opt.zero_grad()
        loss = ce(net(x), y)
        loss.backward()
        opt.step()
        tot += loss.item() * len(y)
        n += len(y)
    return tot / n


def validate():
    net.eval()
    with torch.no_grad():
        out = net(xb)
    return ce(out, yb).item(), (out.argmax(1) == yb).float().mean().item()


for epoch in range(20):
    print(epoch, train_epoch(), *validate())
