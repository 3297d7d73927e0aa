# 선형회귀를 손으로: y = 3x + 2 + 잡음, 경사하강법 직접 구현
import torch

torch.manual_seed(4)

x = torch.linspace(-1, 1, 100).unsqueeze(1)
y = 3 * x + 2 + 0.2 * torch.randn_like(x)

# 학습용 80개, 확인용 20개
순서 = torch.randperm(100)
학습, 확인 = 순서[:80], 순서[80:]

w = torch.zeros(1, 1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
학습률 = 0.1
경로 = []

for 단계 in range(200):
    예측 = x[학습] @ w + b
    비용 = ((예측 - y[학습]) ** 2).mean()
    비용.backward()
    with torch.no_grad():
        w -= 학습률 * w.grad
        b -= 학습률 * b.grad
        w.grad.zero_()
        b.grad = None
    경로.append((w.item(), b.item(), 비용.item()))
    if 단계 % 40 == 0:
        print(f"{단계:3d}단계  w={w.item():.3f}  b={b.item():.3f}  비용={비용.item():.4f}")

with torch.no_grad():
    확인비용 = ((x[확인] @ w + b - y[확인]) ** 2).mean().item()
print(f"확인 MSE {확인비용:.4f}")

# 최소제곱해와 비교
A = torch.cat([x[학습], torch.ones(80, 1)], dim=1)
해 = torch.linalg.lstsq(A, y[학습]).solution.squeeze(1)
print("최소제곱해   ", [round(v, 3) for v in 해.tolist()])
print("경사하강법 해", [round(v, 3) for v in 경로[-1][:2]])
