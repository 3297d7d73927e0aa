import torch
import torch.nn as nn
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

MAX_STEPS = 300
torch.manual_seed(28)
X, y = load_breast_cancer(return_X_y=True)
Xa, Xb, ya, yb = train_test_split(X, y, test_size=0.2, random_state=28, stratify=y)
m, s = Xa.mean(0), Xa.std(0)
z = lambda v: torch.tensor((v - m) / s, dtype=torch.float32)
dl = DataLoader(TensorDataset(z(Xa), torch.tensor(ya).float()), batch_size=32, shuffle=True)


def forever(loader):
    while True:
        yield from loader


net = nn.Sequential(nn.Linear(30, 16), nn.Tanh(), nn.Linear(16, 1))
opt = torch.optim.Adam(net.parameters(), lr=2e-3)
for step, (x, t) in enumerate(forever(dl)):
    if step >= MAX_STEPS:
        break
    loss = nn.functional.binary_cross_entropy_with_logits(net(x).squeeze(1), t)
    opt.zero_grad()
    loss.backward()
    opt.step()
    if step % 60 == 0:
        print(step, loss.item())
with torch.no_grad():
    print(((net(z(Xb)).squeeze(1) > 0).numpy() == yb).mean())
