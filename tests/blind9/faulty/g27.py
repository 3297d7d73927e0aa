"""환자 재입원 예측 - 로지스틱 출력과 재현율을 본다."""
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

rng = np.random.default_rng(5)
torch.manual_seed(5)


def patients(n):
    age = rng.normal(60, 12, n)
    stay = rng.exponential(5, n)
    visits = rng.poisson(2, n).astype(float)
    glucose = rng.normal(110, 25, n)
    z = 0.05 * (age - 60) + 0.12 * (stay - 5) + 0.35 * (visits - 2) + 0.02 * (glucose - 110)
    label = (rng.random(n) < 1 / (1 + np.exp(-z))).astype("float32")
    return np.column_stack([age, stay, visits, glucose]), label


Xa, ya = patients(2400)
Xb, yb = patients(1000)
mu, sd = Xa.mean(0), Xa.std(0)
Xa = torch.tensor((Xa - mu) / sd, dtype=torch.float32)
Xb = torch.tensor((Xb - mu) / sd, dtype=torch.float32)
ya, yb = torch.from_numpy(ya), torch.from_numpy(yb)


class Readmission(nn.Module):
    def __init__(self):
        super().__init__()
        self.f = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 1))

    def forward(self, x):
        return self.f(x).flatten()


def decide(scores, cutoff=0.5):
    return torch.ge(scores, cutoff).float()


model = Readmission()
opt = torch.optim.Adam(model.parameters(), lr=3e-3)
loss_fn = nn.BCEWithLogitsLoss()
for epoch in range(15):
    model.train()
    total = 0.0
    for x, y in DataLoader(TensorDataset(Xa, ya), batch_size=48, shuffle=True):
        opt.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        opt.step()
        total += loss.item() * len(x)
    if epoch % 5 == 4:
        print(f"에폭 {epoch + 1} 손실 {total / len(Xa):.4f}")

model.eval()
with torch.no_grad():
    answer = decide(model(Xb))
tp = (answer * yb).sum().item()
print(f"정확도 {(answer == yb).float().mean().item():.4f}")
print(f"재현율 {tp / yb.sum().item():.4f}  정밀도 {tp / max(answer.sum().item(), 1):.4f}")
