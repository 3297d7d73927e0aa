import torch

torch.manual_seed(0)
x = torch.linspace(-1, 1, 50)
y = 3 * x + 0.5
w = torch.zeros(1, requires_grad=True)

for step in range(100):
    loss = ((w * x + 0.5 - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.5 * w.grad
    w.grad = None
print(f"w {w.item():.3f}")
