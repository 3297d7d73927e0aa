import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, TensorDataset, random_split

# 변분 오토인코더 (VAE)
torch.manual_seed(0)


class VAE(nn.Module):
    def __init__(self, 잠재=6):
        super().__init__()
        self.인코더 = nn.Sequential(nn.Linear(64, 48), nn.ReLU())
        self.평균 = nn.Linear(48, 잠재)
        self.로그분산 = nn.Linear(48, 잠재)
        self.디코더 = nn.Sequential(nn.Linear(잠재, 48), nn.ReLU(), nn.Linear(48, 64))

    def forward(self, x):
        h = self.인코더(x)
        mu, logvar = self.평균(h), self.로그분산(h)
        z = mu + torch.randn_like(mu) * (0.5 * logvar).exp()
        return self.디코더(z), mu, logvar


def 손실(출력, x, mu, logvar):
    복원 = F.binary_cross_entropy_with_logits(출력, x, reduction='sum') / len(x)
    kl = -0.5 * (1 + logvar - mu ** 2 - logvar.exp()).sum() / len(x)
    return 복원 + kl


x = torch.tensor(load_digits().data / 16, dtype=torch.float32)
학습셋, 시험셋 = random_split(TensorDataset(x), [1500, len(x) - 1500])
train_loader = DataLoader(학습셋, batch_size=50, shuffle=True)
test_loader = DataLoader(시험셋, batch_size=50)

model = VAE()
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.85)

for epoch in range(12):
    scheduler.step()
    model.train()
    합, n = 0.0, 0
    for (xb,) in train_loader:
        optimizer.zero_grad()
        loss = 손실(*(lambda o: (o[0], xb, o[1], o[2]))(model(xb)))
        loss.backward()
        optimizer.step()
        합 += loss.item() * len(xb)
        n += len(xb)
    if epoch % 3 == 2:
        model.eval()
        with torch.no_grad():
            t = sum(손실(o, xb, mu, lv).item() * len(xb) for (xb,) in test_loader for o, mu, lv in [model(xb)])
        print(f"에폭 {epoch + 1} 학습 {합 / n:.2f} 시험 {t / len(시험셋):.2f} lr {scheduler.get_last_lr()[0]:.4f}")
