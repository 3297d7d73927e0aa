import torch
import torch.nn as nn
import torch.optim as optim
from torch.utils.data import TensorDataset, DataLoader
from sklearn.datasets import load_digits

torch.manual_seed(0)

# 데이터 불러오기
digits = load_digits()
X = torch.tensor(digits.images, dtype=torch.float32).view(-1, 1, 8, 8) / 16.0
y = torch.tensor(digits.target)
idx = torch.randperm(len(X))
X, y = X[idx], y[idx]

train_loader = DataLoader(TensorDataset(X[:1400], y[:1400]), batch_size=70, shuffle=True)
test_loader = DataLoader(TensorDataset(X[1400:], y[1400:]), batch_size=70)


class CNN(nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = nn.Conv2d(1, 8, 3, padding=1)
        self.bn1 = nn.BatchNorm2d(8)
        self.pool = nn.MaxPool2d(2, 2)
        self.fc1 = nn.Linear(8 * 4 * 4, 64)
        self.fc2 = nn.Linear(64, 10)

    def forward(self, x):
        x = self.pool(torch.relu(self.bn1(self.conv1(x))))
        x = x.view(x.size(0), -1)
        x = torch.relu(self.fc1(x))
        return self.fc2(x)


model = CNN()
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=0.01)

epochs = 5
for epoch in range(epochs):
    model.train()
    optimizer.zero_grad()          # 에폭 시작할 때 기울기 초기화
    train_loss = 0.0
    for images, labels in train_loader:
        outputs = model(images)                # 순전파
        loss = criterion(outputs, labels)      # 손실 계산
        loss.backward()                        # 역전파
        optimizer.step()                       # 가중치 갱신
        train_loss += loss.item()

    model.eval()
    correct = 0
    with torch.no_grad():
        for images, labels in test_loader:
            _, predicted = torch.max(model(images), 1)
            correct += (predicted == labels).sum().item()
    print(f'에폭 {epoch + 1}/{epochs}  손실 {train_loss / len(train_loader):.4f}  '
          f'정확도 {100 * correct / 397:.2f}%')
