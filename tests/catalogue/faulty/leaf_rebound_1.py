import torch
from sklearn.datasets import load_diabetes

torch.manual_seed(0)
bunch = load_diabetes()
X = torch.tensor(bunch.data, dtype=torch.float32)
X = (X - X.mean(dim=0)) / X.std(dim=0)
y = torch.tensor(bunch.target, dtype=torch.float32).reshape(-1, 1)
y = (y - y.mean()) / y.std()

w = torch.zeros(10, 1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
lr = 0.05

for i in range(100):
    loss = ((X @ w + b - y) ** 2).mean()
    loss.backward()
    w = w - lr * w.grad
    b = b - lr * b.grad
    if i % 10 == 0:
        print(i, float(loss.detach()))

print(w.detach().flatten())
