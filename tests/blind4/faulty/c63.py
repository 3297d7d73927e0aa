import torch
import torch.nn as nn

# 1차원 정규분포를 흉내내는 GAN
torch.manual_seed(0)
잠재차원, 배치 = 4, 64


class 생성자(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(잠재차원, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 1))

    def forward(self, z):
        return self.net(z)


class 판별자(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(1, 32), nn.LeakyReLU(0.2), nn.Linear(32, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))

    def forward(self, x):
        return self.net(x)


def 진짜데이터(n):
    return 1.5 + 0.5 * torch.randn(n, 1)


G, D = 생성자(), 판별자()
g_opt = torch.optim.Adam(G.parameters(), lr=1e-3, betas=(0.5, 0.999))
d_opt = torch.optim.Adam(D.parameters(), lr=1e-3, betas=(0.5, 0.999))
criterion = nn.BCELoss()
진짜라벨, 가짜라벨 = torch.ones(배치, 1), torch.zeros(배치, 1)

for step in range(1, 801):
    진짜 = 진짜데이터(배치)
    가짜 = G(torch.randn(배치, 잠재차원))

    d_opt.zero_grad()
    d_loss = criterion(D(진짜), 진짜라벨) + criterion(D(가짜.detach()), 가짜라벨)
    d_loss.backward()
    d_opt.step()

    g_opt.zero_grad()
    g_loss = criterion(D(가짜), 진짜라벨)
    g_loss.backward()
    g_opt.step()

    if step % 200 == 0:
        with torch.no_grad():
            표본 = G(torch.randn(500, 잠재차원))
        print(f"{step} D {d_loss.item():.3f} G {g_loss.item():.3f} 평균 {표본.mean():.2f} 표준편차 {표본.std():.2f}")
