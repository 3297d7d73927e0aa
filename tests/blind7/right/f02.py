import torch
from torch import nn
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split

torch.manual_seed(1)
X, y = load_breast_cancer(return_X_y=True)
Xa, Xb, ya, yb = train_test_split(X, y, test_size=0.25, random_state=1, stratify=y)
m, s = Xa.mean(0), Xa.std(0)
Xa, Xb = (torch.tensor((v - m) / s, dtype=torch.float32) for v in (Xa, Xb))
ya, yb = (torch.tensor(v, dtype=torch.float32)[:, None] for v in (ya, yb))
net = nn.Sequential(nn.Linear(30, 12), nn.ReLU(), nn.Linear(12, 1))
opt = torch.optim.SGD(net.parameters(), lr=0.3)
bce = nn.BCEWithLogitsLoss()


def backward():
    loss = bce(net(Xa), ya)
    loss.backward()
    return loss.item()


backward()
for it in range(200):
    opt.step()
    opt.zero_grad()
    value = backward()
    if it % 50 == 0:
        print(it, value)
opt.step()

with torch.no_grad():
    print(((net(Xb) > 0) == yb.bool()).float().mean().item())
