import torch
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split

torch.manual_seed(11)
X, y = load_diabetes(return_X_y=True)
Xa, Xb, ya, yb = train_test_split(X, y, test_size=0.2, random_state=11)
n = lambda r, v: torch.tensor((v - r.mean(0)) / r.std(0), dtype=torch.float32)
A, B, s, t = n(Xa, Xa), n(Xa, Xb), n(ya, ya), n(ya, yb)
w = torch.zeros(10, requires_grad=True)


def risk(w, A, s):
    return (A @ w - s).square().mean() + 0.01 * w.square().sum()


for it in range(200):
    value = risk(w, A, s)
    (g,) = torch.autograd.grad(value, w)
    w = (w - 0.05 * g).detach().requires_grad_()
    if it % 50 == 0:
        print(it, value.item())
print("R2", 1 - ((B @ w.detach() - t).square().mean() / t.var()).item())
