# 숫자 이미지 CNN 분류 - 5주차 실습
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import TensorDataset, DataLoader

torch.manual_seed(42)

digits = load_digits()
images = torch.tensor(digits.images, dtype=torch.float32).unsqueeze(1) / 16.0
labels = torch.tensor(digits.target)
idx_tr, idx_te = train_test_split(range(len(labels)), test_size=0.2, random_state=42, stratify=digits.target)
train_loader = DataLoader(TensorDataset(images[idx_tr], labels[idx_tr]), batch_size=64, shuffle=True)
test_loader = DataLoader(TensorDataset(images[idx_te], labels[idx_te]), batch_size=64)


class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 3, padding=1)
        self.bn1 = nn.BatchNorm2d(16)
        self.conv2 = nn.Conv2d(16, 32, 3, padding=1)
        self.bn2 = nn.BatchNorm2d(32)
        self.drop = nn.Dropout(0.4)
        self.fc = nn.Linear(32 * 2 * 2, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 2)
        x = F.max_pool2d(F.relu(self.bn2(self.conv2(x))), 2)
        x = self.drop(x.flatten(1))
        return self.fc(x)


def evaluate(net, loader):
    # 테스트 데이터로 정확도 계산
    correct = total = 0
    with torch.no_grad():
        for x, y in loader:
            pred = net(x).argmax(dim=1)
            correct += (pred == y).sum().item()
            total += y.size(0)
    return 100.0 * correct / total


net = CNN()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)

for epoch in range(6):
    net.train()
    합계 = 0.0
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(net(x), y)
        loss.backward()
        optimizer.step()
        합계 += loss.item() * len(y)
    print(f"에폭 {epoch+1}: 학습 손실 {합계 / len(train_loader.dataset):.4f}, 테스트 정확도 {evaluate(net, test_loader):.2f}%")
