"""손으로 쓰는 경사 하강법: 다항 회귀 (2주차 복습)"""
import torch

torch.manual_seed(0)
x = torch.linspace(-1, 1, 120)
y = 0.5 + 1.5 * x - 2.0 * x ** 2 + 0.8 * x ** 3 + 0.05 * torch.randn(120)
perm = torch.randperm(120)
train, test = perm[:96], perm[96:]


def design(v):
    return torch.stack([v ** k for k in range(4)], dim=1)


A = design(x)
w = torch.zeros(4, requires_grad=True)
velocity = torch.zeros(4)
lr, beta = 0.1, 0.9

for step in range(600):
    pred = A[train] @ w
    cost = ((pred - y[train]) ** 2).mean()
    cost.backward()
    with torch.no_grad():
        velocity.mul_(beta).add_(w.grad)
        w -= lr * velocity
        w.grad.zero_()
    if step % 150 == 0:
        print(f"{step:4d} 비용 {cost.item():.5f}")

with torch.no_grad():
    test_cost = ((A[test] @ w - y[test]) ** 2).mean().item()
print("계수:", [round(v, 2) for v in w.tolist()])
print("테스트 MSE:", round(test_cost, 5))
