"""
선형 회귀를 autograd 로 직접 구현 (optimizer 없이)
"""
import torch

torch.manual_seed(42)

# 데이터 만들기
N = 100
x_train = torch.rand(N, 1) * 4 - 2
y_train = 2.5 * x_train - 0.7 + 0.1 * torch.randn(N, 1)

# 파라미터 초기화
w = torch.zeros(1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)

lr = 0.01
n_epochs = 50


def hypothesis(x):
    return x * w + b


def cost_fn(pred, target):
    return torch.mean((pred - target) ** 2)


def sgd_step(params, lr):
    """파라미터를 한 번 업데이트한다."""
    with torch.no_grad():
        for p in params:
            p -= lr * p.grad


log = []
for epoch in range(n_epochs):
    pred = hypothesis(x_train)
    cost = cost_fn(pred, y_train)
    cost.backward()
    sgd_step([w, b], lr)
    log.append((epoch, cost.item(), w.item(), b.item()))
    if epoch % 10 == 0:
        print('Epoch {:3d}/{} W: {:.3f}, b: {:.3f} Cost: {:.6f}'.format(
            epoch, n_epochs, w.item(), b.item(), cost.item()))

print("최종 W, b :", w.item(), b.item())
print("cost 최소값 :", min(c for _, c, _, _ in log))
