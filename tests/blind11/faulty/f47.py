# 손글씨 숫자 분류 MLP (3주차)
import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

# 하이퍼파라미터
배치크기 = 32
학습률 = 0.001
에폭수 = 10

torch.manual_seed(100)

digits = load_digits()
x = torch.tensor(digits.data, dtype=torch.float32) / 16
y = torch.tensor(digits.target, dtype=torch.int64)
x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.2, random_state=100)

train_loader = DataLoader(TensorDataset(x_train, y_train), batch_size=배치크기, shuffle=True)
test_loader = DataLoader(TensorDataset(x_test, y_test), batch_size=배치크기)


class DigitMLP(nn.Module):
    def __init__(self, n_in, n_hidden, n_out):
        super(DigitMLP, self).__init__()
        self.linear1 = nn.Linear(n_in, n_hidden)
        self.bn1 = nn.BatchNorm1d(n_hidden)
        self.linear2 = nn.Linear(n_hidden, n_hidden)
        self.bn2 = nn.BatchNorm1d(n_hidden)
        self.linear3 = nn.Linear(n_hidden, n_out)
        self.relu = nn.ReLU()
        self.dropout = nn.Dropout(0.2)

    def foward(self, x):
        x = self.dropout(self.relu(self.bn1(self.linear1(x))))
        x = self.dropout(self.relu(self.bn2(self.linear2(x))))
        return self.linear3(x)


model = DigitMLP(64, 100, 10)
print(model)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=학습률)

# 학습
for epoch in range(에폭수):
    model.train()
    합계 = 0.0
    for images, labels in train_loader:
        outputs = model(images)
        loss = criterion(outputs, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        합계 += loss.item()
    print(f'Epoch [{epoch + 1}/{에폭수}], Loss: {합계 / len(train_loader):.4f}')

# 평가
model.eval()
with torch.no_grad():
    correct = 0
    total = 0
    for images, labels in test_loader:
        outputs = model(images)
        _, predicted = torch.max(outputs.data, 1)
        total += labels.size(0)
        correct += (predicted == labels).sum().item()
    print(f'테스트 정확도: {100 * correct / total:.2f} %')
