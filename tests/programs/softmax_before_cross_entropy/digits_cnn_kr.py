# 8x8 손글씨 숫자를 CNN으로 분류하기
import torch
import torch.nn as nn
import torch.optim as optim
from sklearn import datasets
from sklearn.model_selection import train_test_split
from torch.utils.data import TensorDataset, DataLoader

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
torch.manual_seed(1)

# 1. 데이터 준비
digits = datasets.load_digits()
images = torch.tensor(digits.images, dtype=torch.float32).unsqueeze(1) / 16   # (N, 1, 8, 8)
labels = torch.tensor(digits.target)
x_tr, x_te, y_tr, y_te = train_test_split(images, labels, test_size=0.25, random_state=1)
train_loader = DataLoader(TensorDataset(x_tr, y_tr), batch_size=100, shuffle=True)
test_loader = DataLoader(TensorDataset(x_te, y_te), batch_size=100, shuffle=False)


# 2. 모델 정의
class ConvNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.layer1 = nn.Sequential(
            nn.Conv2d(1, 16, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2))
        self.layer2 = nn.Sequential(
            nn.Conv2d(16, 32, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2))
        self.fc = nn.Linear(2 * 2 * 32, num_classes)
        self.softmax = nn.Softmax(dim=1)   # 확률로 바꿔 준다

    def forward(self, x):
        out = self.layer1(x)
        out = self.layer2(out)
        out = out.view(out.size(0), -1)    # Flatten
        out = self.fc(out)
        out = self.softmax(out)
        return out


model = ConvNet().to(device)
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=0.002)

# 3. 학습
num_epochs = 4
for epoch in range(num_epochs):
    model.train()
    for i, (img, label) in enumerate(train_loader):
        img, label = img.to(device), label.to(device)
        outputs = model(img)
        loss = criterion(outputs, label)

        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

        if (i + 1) % 7 == 0:
            print("에폭 [{}/{}], 스텝 [{}/{}], 손실: {:.4f}".format(
                epoch + 1, num_epochs, i + 1, len(train_loader), loss.item()))

# 4. 평가
model.eval()
with torch.no_grad():
    correct = 0
    total = 0
    for img, label in test_loader:
        outputs = model(img.to(device))
        _, predicted = torch.max(outputs.data, 1)
        total += label.size(0)
        correct += (predicted.cpu() == label).sum().item()
    print("테스트 정확도: {:.2f} %".format(100 * correct / total))
