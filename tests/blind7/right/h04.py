# LBFGS로 로지스틱 회귀
import torch
import torch.nn as nn
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split

torch.manual_seed(3)
X, y = load_breast_cancer(return_X_y=True)
Xa, Xb, ya, yb = train_test_split(X, y, test_size=0.25, random_state=3, stratify=y)
m, s = Xa.mean(0), Xa.std(0)
Xa, Xb = torch.tensor((Xa - m) / s).float(), torch.tensor((Xb - m) / s).float()
ya, yb = torch.tensor(ya).float(), torch.tensor(yb).float()
net = nn.Linear(30, 1)
opt = torch.optim.LBFGS(net.parameters(), lr=0.5, max_iter=10)


def closure():
    opt.zero_grad()
    z = net(Xa).squeeze(1)
    loss = nn.functional.binary_cross_entropy_with_logits(z, ya) + 1e-2 * net.weight.pow(2).sum()
    loss.backward()
    return loss


for it in range(10):
    print(it, opt.step(closure).item())
with torch.no_grad():
    print("정확도", ((net(Xb).squeeze(1) > 0).float() == yb).float().mean().item())
