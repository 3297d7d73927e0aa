# Fashion 분류 : best epoch 저장하기
import copy
import torch
import torch.nn as nn
import torch.optim as optim
from sklearn.datasets import make_classification
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
X, y = make_classification(n_samples=500, n_features=20, n_informative=6, n_classes=3, flip_y=0.2, random_state=0)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=60, random_state=0)
X_train, X_test = torch.FloatTensor(X_train), torch.FloatTensor(X_test)
y_train, y_test = torch.LongTensor(y_train), torch.LongTensor(y_test)
train_loader = DataLoader(TensorDataset(X_train, y_train), batch_size=44, shuffle=True)
test_loader = DataLoader(TensorDataset(X_test, y_test), batch_size=30)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(20, 64)
        self.bn1 = nn.BatchNorm1d(64)
        self.fc2 = nn.Linear(64, 3)

    def forward(self, x):
        return self.fc2(torch.relu(self.bn1(self.fc1(x))))


model = Net()
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=0.01)


def test(model):
    model.eval()
    correct = 0
    with torch.no_grad():
        for images, labels in test_loader:
            correct += (model(images).argmax(1) == labels).sum().item()
    return 100 * correct / len(test_loader.dataset)


best_acc, best_model, best_epoch = 0.0, None, 0
for epoch in range(15):
    model.train()
    for images, labels in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
    acc = test(model)
    if acc > best_acc:
        best_acc, best_epoch = acc, epoch
        best_model = copy.deepcopy(model.state_dict())

model.load_state_dict(best_model)
print(f'최고 에폭: {best_epoch}, 최종 테스트 정확도: {test(model):.2f}%')
