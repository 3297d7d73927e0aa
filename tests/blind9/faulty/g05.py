import argparse
import math

import torch
from torch import nn
from torch.optim.lr_scheduler import LambdaLR
from sklearn.datasets import make_moons

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=30)
parser.add_argument("--lr", type=float, default=0.1)
parser.add_argument("--warmup", type=int, default=25)
parser.add_argument("--batch-size", type=int, default=32)
args = parser.parse_args()

torch.manual_seed(5)
X, y = make_moons(n_samples=1600, noise=0.15, random_state=5)
X = torch.tensor(X, dtype=torch.float32)
y = torch.tensor(y, dtype=torch.float32)
mean, std = X[:1200].mean(0), X[:1200].std(0)
X = (X - mean) / std
train = torch.utils.data.TensorDataset(X[:1200], y[:1200])
loader = torch.utils.data.DataLoader(train, batch_size=args.batch_size, shuffle=True)

net = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))
opt = torch.optim.SGD(net.parameters(), lr=args.lr, momentum=0.9)
total_steps = args.epochs * len(loader)


def factor(step):
    ramp = max(1.0, step / args.warmup)
    decay = 0.5 * (1 + math.cos(math.pi * step / total_steps))
    return ramp * (0.2 + 0.8 * decay)


sched = LambdaLR(opt, factor)
bce = nn.BCEWithLogitsLoss()

for epoch in range(args.epochs):
    net.train()
    acc_loss = 0.0
    for xb, yb in loader:
        out = net(xb).squeeze(-1)
        loss = bce(out, yb)
        opt.zero_grad(set_to_none=True)
        loss.backward()
        opt.step()
        sched.step()
        acc_loss += loss.item() * len(xb)
    if (epoch + 1) % 5 == 0:
        print(f"epoch {epoch + 1:3d}  loss {acc_loss / 1200:.4f}")

net.eval()
with torch.no_grad():
    p = net(X[1200:]).squeeze(-1) > 0
print("held-out accuracy:", (p.float() == y[1200:]).float().mean().item())
