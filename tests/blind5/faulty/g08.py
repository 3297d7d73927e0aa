import argparse

import torch
import torch.nn as nn
import torch.optim as optim
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

p = argparse.ArgumentParser()
p.add_argument('--depth', type=int, default=12)
p.add_argument('--width', type=int, default=64)
p.add_argument('--epochs', type=int, default=15)
args = p.parse_args()


class DeepNet(nn.Module):
    def __init__(self, depth, width):
        super().__init__()
        dims = [64] + [width] * depth
        self.hidden = nn.ModuleList([nn.Linear(i, o) for i, o in zip(dims[:-1], dims[1:])])
        self.out = nn.Linear(width, 10)

    def forward(self, x):
        for layer in self.hidden:
            x = torch.sigmoid(layer(x))
        return self.out(x)


torch.manual_seed(0)
data = load_digits()
xtr, xte, ytr, yte = train_test_split(data.data, data.target, test_size=0.25, random_state=0)
sc = StandardScaler().fit(xtr)
xtr, xte = [torch.tensor(sc.transform(v), dtype=torch.float32) for v in (xtr, xte)]
ytr, yte = torch.tensor(ytr), torch.tensor(yte)

net = DeepNet(args.depth, args.width)
opt = optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
crit = nn.CrossEntropyLoss()
dl = DataLoader(TensorDataset(xtr, ytr), batch_size=64, shuffle=True)
for ep in range(args.epochs):
    net.train()
    s = 0.0
    for a, b in dl:
        opt.zero_grad()
        l = crit(net(a), b)
        l.backward()
        opt.step()
        s += l.item() * len(b)
    net.eval()
    with torch.no_grad():
        te = (net(xte).argmax(1) == yte).float().mean()
    print(f'[{ep + 1}/{args.epochs}] loss {s / len(xtr):.4f} acc {te:.4f}')
