import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
digits = load_digits()
X = torch.tensor(digits.images, dtype=torch.float32).unsqueeze(1) / 16
y = torch.tensor(digits.target)
shuffle = torch.randperm(len(X))
X, y = X[shuffle], y[shuffle]
old, new = y < 7, y >= 7


class SmallResNet(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(1, 12, 3, padding=1, bias=False), nn.BatchNorm2d(12), nn.ReLU())
        self.block = nn.Sequential(
            nn.Conv2d(12, 12, 3, padding=1, bias=False), nn.BatchNorm2d(12), nn.ReLU(),
            nn.Conv2d(12, 12, 3, padding=1, bias=False), nn.BatchNorm2d(12),
        )
        self.pool = nn.AdaptiveAvgPool2d(2)
        self.fc = nn.Linear(48, num_classes)

    def forward(self, x):
        x = self.stem(x)
        x = torch.relu(x + self.block(x))
        return self.fc(self.pool(x).flatten(1))


criterion = nn.CrossEntropyLoss()
model = SmallResNet(num_classes=7)

# 0~6 숫자로 먼저 학습
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
model.train()
for epoch in range(2):
    for xb, yb in DataLoader(TensorDataset(X[old], y[old]), batch_size=64, shuffle=True):
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
    print(f"pre-training epoch {epoch + 1}: loss {loss.item():.4f}")

# 7, 8, 9용 출력층만 새로 만들고 나머지는 고정(freeze)
for param in model.parameters():
    param.requires_grad = False
model.fc = nn.Linear(model.fc.in_features, 3)
head_optimizer = torch.optim.Adam(model.fc.parameters(), lr=1e-2)

X_new, y_new = X[new], y[new] - 7
train_set = TensorDataset(X_new[:400], y_new[:400])
model.train()
model.stem.eval()        # 고정된 배치 정규화는 통계를 바꾸지 않게
model.block.eval()
for epoch in range(6):
    for xb, yb in DataLoader(train_set, batch_size=40, shuffle=True):
        loss = criterion(model(xb), yb)
        head_optimizer.zero_grad()
        loss.backward()
        head_optimizer.step()
    print(f"fine-tuning epoch {epoch + 1}: loss {loss.item():.4f}")

model.eval()
with torch.no_grad():
    accuracy = (model(X_new[400:]).argmax(1) == y_new[400:]).float().mean().item()
print(f"accuracy on unseen 7, 8, 9: {accuracy:.4f}")
