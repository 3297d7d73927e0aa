import argparse
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

ap = argparse.ArgumentParser()
ap.add_argument("--lr", type=float, default=2e-6)
ap.add_argument("--epochs", type=int, default=15)
args = ap.parse_args([])


class Conv(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(1, 8, 3, padding=1)
        self.b = nn.Conv2d(8, 16, 3, padding=1)
        self.c = nn.Linear(64, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.a(x)), 2)
        x = F.max_pool2d(F.relu(self.b(x)), 2)
        return self.c(x.flatten(1))


torch.manual_seed(1)
d = load_digits()
x = torch.tensor(d.images, dtype=torch.float32).unsqueeze(1) / 16
y = torch.tensor(d.target)
tr, te = train_test_split(range(len(y)), test_size=0.2, random_state=1)
dl = DataLoader(TensorDataset(x[tr], y[tr]), batch_size=64, shuffle=True)
net = Conv()
opt = torch.optim.Adam(net.parameters(), lr=args.lr)
for e in range(args.epochs):
    tot = 0.0
    for xb, yb in dl:
        loss = F.cross_entropy(net(xb), yb)
        opt.zero_grad()
        loss.backward()
        opt.step()
        tot += loss.item() * len(yb)
    print(e, f"{tot / len(tr):.4f}")
with torch.no_grad():
    print("test", (net(x[te]).argmax(1) == y[te]).float().mean().item())
