import torch
import torch.nn as nn
from torch.utils.data import DataLoader
from sklearn.datasets import load_digits


class AutoEncoder(nn.Module):
    def __init__(self, code=8):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, code))
        self.decoder = nn.Sequential(nn.Linear(code, 32), nn.ReLU(), nn.Linear(32, 64), nn.Sigmoid())

    def forward(self, x):
        return self.decoder(self.encoder(x))


torch.manual_seed(0)
pixels = torch.tensor(load_digits().data, dtype=torch.float32) / 16
loader = DataLoader(pixels[:1500], batch_size=50, shuffle=True)
model = AutoEncoder()
criterion = nn.BCELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)

for epoch in range(8):
    total = 0.0
    for x in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), x)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x)
    print(f"{epoch + 1} 에폭 재구성 손실 {total / 1500:.4f}")

# 보지 않은 숫자의 재구성 오차
model.eval()
with torch.no_grad():
    unseen = pixels[1500:]
    print("테스트", criterion(model(unseen), unseen).item())
