# 다항 회귀 (1차 ~ 5차 항)
import time

import torch

torch.manual_seed(0)
x = torch.linspace(-1, 1, 200).unsqueeze(1)
y = 0.5 + 1.2 * x - 2.0 * x ** 3 + 0.1 * torch.randn_like(x)
A = torch.cat([x ** k for k in range(6)], dim=1)

theta = torch.zeros(6, 1, requires_grad=True)
optimizer = torch.optim.SGD([theta], lr=0.05)

total_loss = 0.0
start = time.time()
for step in range(1, 301):
    pred = A @ theta
    loss = ((pred - y) ** 2).mean()
    total_loss = total_loss + loss
    optimizer.zero_grad()
    total_loss.backward(retain_graph=True)
    optimizer.step()
    if step % 50 == 0:
        now = time.time()
        print(f'step {step:4d}  loss {loss.item():.5f}  avg {total_loss.item() / step:.5f}  {now - start:.2f} s for the last 50')
        start = now

print('theta', theta.detach().view(-1))
