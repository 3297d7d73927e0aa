import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import make_friedman2
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

EPOCHS, BATCH, MAX_LR = 25, 64, 1e-2


class Reg(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(d, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))

    def forward(self, x):
        return self.net(x).squeeze(-1)


torch.manual_seed(0)
X, y = make_friedman2(n_samples=2500, noise=20.0, random_state=0)
Xa, Xb, ya, yb = train_test_split(X, y, test_size=0.2, random_state=0)
sx = StandardScaler().fit(Xa)
m, s = ya.mean(), ya.std()
t = lambda v: torch.tensor(v, dtype=torch.float32)
Xa, Xb, ya, yb = t(sx.transform(Xa)), t(sx.transform(Xb)), t((ya - m) / s), t((yb - m) / s)
dl = DataLoader(TensorDataset(Xa, ya), BATCH, shuffle=True)
net = Reg(4)
opt = torch.optim.AdamW(net.parameters(), lr=MAX_LR)
sched = torch.optim.lr_scheduler.OneCycleLR(opt, max_lr=MAX_LR, total_steps=EPOCHS * len(dl))
for epoch in range(EPOCHS):
    net.train()
    tot = 0.0
    for a, b in dl:
        opt.zero_grad()
        loss = F.mse_loss(net(a), b)
        loss.backward()
        opt.step()
        sched.step()
        tot += loss.item() * len(b)
    if epoch % 4 == 0 or epoch == EPOCHS - 1:
        net.eval()
        with torch.no_grad():
            p = net(Xb)
        print(f'{epoch + 1:2d} lr {sched.get_last_lr()[0]:.5f} mse {tot / len(ya):.4f} val R2 {1 - F.mse_loss(p, yb).item() / yb.var().item():.4f}')
