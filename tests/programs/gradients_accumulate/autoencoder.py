# 오토인코더로 숫자 이미지 압축하기 (64 -> 8 -> 64)
import torch
from torch import nn
from torch.utils.data import DataLoader
from sklearn.datasets import load_digits


class AutoEncoder(nn.Module):
    def __init__(self, code_size=8):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, code_size))
        self.decoder = nn.Sequential(nn.Linear(code_size, 32), nn.ReLU(), nn.Linear(32, 64), nn.Sigmoid())

    def encode(self, x):
        return self.encoder(x)

    def forward(self, x):
        return self.decoder(self.encode(x))


def show(image):
    """글자로 이미지를 그려 준다."""
    for row in image.view(8, 8):
        print("".join(" .:*#"[min(int(v * 5), 4)] for v in row))


torch.manual_seed(0)
X = torch.tensor(load_digits().data, dtype=torch.float32) / 16
train_loader = DataLoader(X[:1500], batch_size=50, shuffle=True)
test_images = X[1500:]

model = AutoEncoder()
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

for epoch in range(8):
    epoch_loss = 0.0
    for batch in train_loader:
        restored = model(batch)
        loss = criterion(restored, batch)
        loss.backward()
        optimizer.step()
        epoch_loss += loss.item() * len(batch)
    optimizer.zero_grad()   # 에폭이 끝나면 초기화

    with torch.no_grad():
        test_loss = criterion(model(test_images), test_images).item()
    print(f"에폭 {epoch + 1}: 학습 오차 {epoch_loss / 1500:.4f}, 테스트 오차 {test_loss:.4f}")

with torch.no_grad():
    print("원본")
    show(test_images[0])
    print("복원")
    show(model(test_images[:1])[0])
