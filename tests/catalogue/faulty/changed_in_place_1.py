import torch

torch.manual_seed(0)

# y = 3x + 2 에 잡음을 더한 데이터
x = torch.linspace(-1, 1, 50).unsqueeze(1)
y = 3 * x + 2 + 0.1 * torch.randn(50, 1)

w = torch.zeros(1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
lr = 0.1

for epoch in range(100):
    y_pred = x * w + b
    cost = torch.mean((y_pred - y) ** 2)
    cost.backward()

    # 경사 하강법
    w -= lr * w.grad
    b -= lr * b.grad
    w.grad.zero_()
    b.grad.zero_()

    if epoch % 10 == 0:
        print(f"Epoch {epoch:4d} w: {w.item():.3f}, b: {b.item():.3f} Cost: {cost.item():.6f}")
