import numpy as np
import torch
import torch.nn as nn

# 1-D GAN: 한쪽으로 치우친 분포(로그정규)를 흉내내기

torch.manual_seed(0)
np.random.seed(0)


def 진짜(n):
    값 = np.random.lognormal(mean=0.5, sigma=0.4, size=n)
    return torch.tensor(값, dtype=torch.float32).unsqueeze(1)


생성자 = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 1))
판별자 = nn.Sequential(nn.Linear(1, 32), nn.LeakyReLU(0.2), nn.Linear(32, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))

bce = nn.BCEWithLogitsLoss()
opt_g = torch.optim.Adam(생성자.parameters(), lr=1e-3, betas=(0.5, 0.9))
opt_d = torch.optim.Adam(판별자.parameters(), lr=1e-3, betas=(0.5, 0.9))
n = 128
하나, 영 = torch.ones(n, 1), torch.zeros(n, 1)

for step in range(2000):
    # 판별자: 생성자로는 기울기가 흐르지 않게 detach
    가짜 = 생성자(torch.randn(n, 4))
    d_loss = bce(판별자(진짜(n)), 하나) + bce(판별자(가짜.detach()), 영)
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()

    # 생성자
    g_loss = bce(판별자(가짜), 하나)
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()

    if step % 500 == 0:
        print(f"{step:5d}  D {d_loss.item():.3f}  G {g_loss.item():.3f}")

with torch.no_grad():
    표본 = 생성자(torch.randn(2000, 4)).squeeze(1)
print(f"표본 평균 {표본.mean():.2f}, 표준편차 {표본.std():.2f}  (진짜: 1.79, 0.74)")
