import torch
from sklearn.datasets import load_diabetes

torch.manual_seed(0)

data = load_diabetes()
x = torch.tensor(data.data[:, 2], dtype=torch.float32)
y = torch.tensor(data.target, dtype=torch.float32)
x = (x - x.mean()) / x.std()
y = (y - y.mean()) / y.std()

w = torch.randn(1)
b = torch.zeros(1)
lr = 0.1

for step in range(100):
    pred = w * x + b
    loss = ((pred - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
        w.grad.zero_()
        b.grad.zero_()
    if step % 20 == 0:
        print(step, loss.item())

print("slope", w.item(), "intercept", b.item())
