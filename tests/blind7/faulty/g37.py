import torch
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split

torch.manual_seed(32)
X, y = load_breast_cancer(return_X_y=True)
Xa, Xb, ya, yb = train_test_split(X, y, test_size=0.2, random_state=32, stratify=y)
m, s = Xa.mean(0), Xa.std(0)
Xa, Xb = torch.tensor((Xa - m) / s).float(), torch.tensor((Xb - m) / s).float()
ya, yb = torch.tensor(ya).float(), torch.tensor(yb).float()
theta = torch.zeros(30, requires_grad=True)
bias = torch.zeros(1, requires_grad=True)
lr = 0.1


def nll(z, t):
    return (torch.nn.functional.softplus(z) - t * z).mean()


for it in range(200):
    loss = nll(Xa @ theta + bias, ya)
    loss.backward()
    theta = theta - lr * theta.grad
    bias = bias - lr * bias.grad
    if it % 20 == 0:
        print(it, loss.item())
with torch.no_grad():
    print("acc", ((Xb @ theta + bias > 0).float() == yb).float().mean().item())
