# 경사하강법을 직접 구현: 2차 함수 맞추기
import torch

torch.manual_seed(0)

x = torch.linspace(-2, 2, 80)
y = 1.5 * x ** 2 - 0.7 * x + 0.3 + 0.1 * torch.randn(80)

a = torch.zeros(1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
c = torch.zeros(1, requires_grad=True)
learning_rate = 0.05

history = []
for epoch in range(200):
    prediction = a * x ** 2 + b * x + c          # (80,)
    loss = ((prediction - y) ** 2).mean()
    loss.backward()

    with torch.no_grad():
        for p in (a, b, c):
            p -= learning_rate * p.grad
            p.grad.zero_()                       # 다음 backward 전에 반드시 0으로

    history.append(loss.item())
    if (epoch + 1) % 40 == 0:
        print(f"{epoch + 1:3d}번째: 손실 {loss.item():.4f}  a={a.item():.3f} b={b.item():.3f} c={c.item():.3f}")

print("정답: a=1.5 b=-0.7 c=0.3")
print("손실이 한 번도 늘지 않았나?", all(s >= t - 1e-6 for s, t in zip(history, history[1:])))
