# keras -> pytorch 로 옮겨보기 (categorical_crossentropy 버전)
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)

num_classes = 10
batch_size = 64
epochs = 3

digits = load_digits()
x_train, x_test, y_train, y_test = train_test_split(digits.images, digits.target, test_size=0.2, random_state=0)
x_train = torch.tensor(x_train, dtype=torch.float32).unsqueeze(1) / 16
x_test = torch.tensor(x_test, dtype=torch.float32).unsqueeze(1) / 16


def to_categorical(y, n):
    return F.one_hot(torch.as_tensor(y, dtype=torch.int64), n)


y_train = to_categorical(y_train, num_classes)
y_test = to_categorical(y_test, num_classes)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 16, kernel_size=3)
        self.pool = nn.MaxPool2d(2)
        self.flatten = nn.Flatten()
        self.dense1 = nn.Linear(16 * 3 * 3, 32)
        self.dense2 = nn.Linear(32, num_classes)

    def forward(self, x):
        x = self.pool(F.relu(self.conv(x)))
        x = self.flatten(x)
        x = F.relu(self.dense1(x))
        return self.dense2(x)


model = Model()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-3)
loader = DataLoader(TensorDataset(x_train, y_train), batch_size=batch_size, shuffle=True)

for epoch in range(epochs):
    model.train()
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        acc = (model(x_test).argmax(1) == y_test.argmax(1)).float().mean()
    print(f'epoch {epoch + 1}/{epochs} - loss: {loss.item():.4f} - val_acc: {acc:.4f}')
