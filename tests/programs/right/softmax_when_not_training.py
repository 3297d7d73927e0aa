import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)


class DigitNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 16, 3, padding=1)
        self.bn = nn.BatchNorm2d(16)
        self.fc = nn.Linear(16 * 4 * 4, 10)
        self.softmax = nn.Softmax(dim=1)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn(self.conv(x))), 2)
        x = self.fc(x.flatten(1))
        if not self.training:
            # 추론할 때만 확률로 바꿔서 돌려준다
            x = self.softmax(x)
        return x


digits = load_digits()
X = torch.tensor(digits.images, dtype=torch.float32).unsqueeze(1) / 16
y = torch.tensor(digits.target)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
train_loader = DataLoader(TensorDataset(X_train, y_train), batch_size=64, shuffle=True)
test_loader = DataLoader(TensorDataset(X_test, y_test), batch_size=120)

model = DigitNet()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)

for epoch in range(4):
    # 학습
    model.train()
    total = 0.0
    for images, labels in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(labels)

    # 평가: 정확도와 평균 확신도만 본다
    model.eval()
    correct, sure = 0, 0.0
    with torch.no_grad():
        for images, labels in test_loader:
            p, predicted = model(images).max(dim=1)
            correct += (predicted == labels).sum().item()
            sure += p.sum().item()
    print(f"에폭 {epoch + 1}: 손실 {total / len(y_train):.4f}, 정확도 {correct / len(y_test):.4f}, "
          f"평균 확신도 {sure / len(y_test):.4f}")
