import copy
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class EMA:
    def __init__(self, net, decay=0.98):
        self.shadow = copy.deepcopy(net).requires_grad_(False)
        self.decay = decay

    @torch.no_grad()
    def update(self, net):
        for s, p in zip(self.shadow.parameters(), net.parameters()):
            s.mul_(self.decay).add_(p, alpha=1 - self.decay)


torch.manual_seed(6)
X, y = load_digits(return_X_y=True)
X = torch.tensor(X / 16, dtype=torch.float32)
y = torch.tensor(y)
tr, te = train_test_split(range(len(y)), test_size=0.2, random_state=6)
net = nn.Sequential(nn.Linear(64, 64), nn.GELU(), nn.Linear(64, 10))
ema = EMA(net)
opt = torch.optim.SGD(net.parameters(), lr=0.2)
for epoch in range(15):
    tot = 0.0
    for x, t in DataLoader(TensorDataset(X[tr], y[tr]), batch_size=64, shuffle=True):
        loss = F.cross_entropy(net(x), t)
        opt.zero_grad()
        loss.backward()
        opt.step()
        ema.update(net)
        tot += loss.item() * len(t)
    print(epoch, tot / len(tr))
with torch.no_grad():
    print("ema acc", (ema.shadow(X[te]).argmax(1) == y[te]).float().mean().item())
