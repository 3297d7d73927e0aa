import argparse

import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

ap = argparse.ArgumentParser()
ap.add_argument('--micro', type=int, default=16)
ap.add_argument('--accum', type=int, default=4)
ap.add_argument('--epochs', type=int, default=15)
args = ap.parse_args()

torch.manual_seed(0)
d = load_digits()
a, b, c, e = train_test_split(d.data / 16.0, d.target, test_size=0.2, random_state=0, stratify=d.target)
f32 = lambda v: torch.tensor(v, dtype=torch.float32)
train_dl = DataLoader(TensorDataset(f32(a), torch.tensor(c)), batch_size=args.micro, shuffle=True)
x_te, y_te = f32(b), torch.tensor(e)

net = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
opt = torch.optim.Adam(net.parameters(), lr=4e-3)
ce = nn.CrossEntropyLoss()
for epoch in range(args.epochs):
    net.train()
    opt.zero_grad()
    total = 0.0
    for i, (x, y) in enumerate(train_dl, 1):
        loss = ce(net(x), y) / args.accum
        loss.backward()
        total += loss.item() * args.accum * len(y)
        if i % args.accum == 0 or i == len(train_dl):
            opt.step()
            opt.zero_grad()
    net.eval()
    with torch.no_grad():
        acc = (net(x_te).argmax(1) == y_te).float().mean().item()
    print(f'epoch {epoch + 1:2d} loss {total / len(a):.4f} acc {acc:.4f}')
