import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

# 지하철 하루 이용객 수 예측
rng = np.random.default_rng(0)
torch.manual_seed(0)
날 = np.arange(800)
이용객 = 80000 + 15000 * np.sin(2 * np.pi * 날 / 7) + 5000 * np.sin(2 * np.pi * 날 / 90) + rng.normal(0, 2000, 800)
평균, 편차 = 이용객[:600].mean(), 이용객[:600].std()
입력 = ((이용객 - 평균) / 편차).astype(np.float32)
길이 = 21


def 창(시작, 끝):
    x = np.stack([입력[i:i + 길이] for i in range(시작, 끝 - 길이)])
    y = 이용객[시작 + 길이:끝].astype(np.float32)
    return torch.tensor(x).unsqueeze(-1), torch.tensor(y)


class 예측(nn.Module):
    def __init__(self, 은닉=24):
        super().__init__()
        self.gru = nn.GRU(1, 은닉, batch_first=True)
        self.fc = nn.Linear(은닉, 1)

    def forward(self, x):
        _, h = self.gru(x)
        return self.fc(h[-1]).squeeze(1)


x_train, y_train = 창(0, 600)
x_test, y_test = 창(600, 800)
loader = DataLoader(TensorDataset(x_train, y_train), batch_size=32, shuffle=True)
model = 예측()
opt = torch.optim.Adam(model.parameters(), lr=2e-3)
loss_fn = nn.MSELoss()
for epoch in range(10):
    model.train()
    합 = 0.0
    for x, y in loader:
        opt.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        opt.step()
        합 += loss.item() * len(y)
    if epoch % 3 == 0:
        print(f"에폭 {epoch + 1} 손실 {합 / len(y_train):.4g}")
model.eval()
with torch.no_grad():
    p = model(x_test)
print("평균 예측", p.mean().item(), "평균 실제", y_test.mean().item())
