"""Fit y = w*x + b by hand with autograd."""
import torch

torch.manual_seed(0)
x = torch.linspace(-1, 1, 50)
y = 3.0 * x + 0.5 + 0.1 * torch.randn(50)

w = torch.tensor(0.0, requires_grad=True)
b = torch.tensor(0.0, requires_grad=True)
lr = 0.05

path = []
for step in range(60):
    y_hat = w * x + b
    loss = ((y_hat - y) ** 2).mean()
    loss.backward()

    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad

    path.append((w.item(), b.item(), loss.item()))
    if step % 10 == 0:
        print(f"step {step:3d}  w = {w.item():.3f}  b = {b.item():.3f}  loss = {loss.item():.4f}  dw = {w.grad.item():.3f}")

print("expected: w = 3.0, b = 0.5")
print(f"found:    w = {w.item():.3f}, b = {b.item():.3f}")

losses = [p[2] for p in path]
print("smallest loss", min(losses), "at step", losses.index(min(losses)))
print("last loss", losses[-1])
