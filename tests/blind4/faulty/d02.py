import hashlib

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

# 고객 번호만 보고 이탈을 예측할 수 있을까?


def 번호특징(번호):
    h = hashlib.md5(f"customer-{번호}".encode()).digest()
    return [(b - 127.5) / 73.9 for b in h[:4]]


class 고객(Dataset):
    def __init__(self, 시작, 끝):
        self.x = torch.tensor([번호특징(i) for i in range(시작, 끝)])
        g = torch.Generator().manual_seed(시작)
        만족도 = torch.randn(끝 - 시작, generator=g)
        self.y = (만족도 < 0).float()

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


class 이탈모형(nn.Module):
    def __init__(self):
        super().__init__()
        self.f = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 1))

    def forward(self, x):
        return self.f(x).squeeze(1)


torch.manual_seed(0)
train_dl = DataLoader(고객(0, 2000), batch_size=50, shuffle=True)
test_dl = DataLoader(고객(2000, 2500), batch_size=250)
model = 이탈모형()
opt = torch.optim.Adam(model.parameters(), lr=1e-3)
bce = nn.BCEWithLogitsLoss()
for epoch in range(10):
    model.train()
    합 = 0.0
    for x, y in train_dl:
        opt.zero_grad()
        loss = bce(model(x), y)
        loss.backward()
        opt.step()
        합 += loss.item() * len(y)
    model.eval()
    맞음 = 0
    with torch.no_grad():
        for x, y in test_dl:
            맞음 += ((model(x) > 0).float() == y).sum().item()
    print(f"에폭 {epoch + 1} 손실 {합 / 2000:.4f} 정확도 {맞음 / 500:.3f}")
