# Fashion-MNIST 미니 버전 : BatchNorm + L2 정규화
import torch
import torch.nn as nn
import torch.optim as optim
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(777)

n_cls = 5
proto = torch.rand(n_cls, 1, 14, 14)
labels = torch.randint(0, n_cls, (600,))
images = proto[labels] * 0.7 + torch.rand(600, 1, 14, 14) * 0.3
train_loader = DataLoader(TensorDataset(images[:480], labels[:480]), batch_size=48, shuffle=True)
test_loader = DataLoader(TensorDataset(images[480:], labels[480:]), batch_size=60)


class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer1 = nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2))
        self.layer2 = nn.Sequential(nn.Conv2d(8, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2))
        self.fc = nn.Linear(16 * 3 * 3, n_cls)

    def forward(self, x):
        out = self.layer2(self.layer1(x))
        out = out.view(out.size(0), -1)
        return self.fc(out)


def l2_penalty(model, lam):
    l2 = 0.0
    for p in model.parameters():
        l2 = l2 + torch.norm(p, 2)
    return lam * l2


model = CNN()
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=0.001)
train_losses, test_losses = [], []

for epoch in range(4):
    model.train()
    running_loss = 0.0
    for x, y in train_loader:
        optimizer.zero_grad()
        outputs = model(x)
        loss = criterion(outputs, y) + l2_penalty(model, 0.01)
        loss.backward()
        optimizer.step()
        running_loss += loss.item()
    train_losses.append(running_loss / len(train_loader))

    model.eval()
    correct, test_loss = 0, 0.0
    with torch.no_grad():
        for x, y in test_loader:
            outputs = model(x)
            test_loss += criterion(outputs, y).item()
            _, predicted = torch.max(outputs.data, 1)
            correct += (predicted == y).sum().item()
    test_losses.append(test_loss / len(test_loader))
    print(f'[{epoch + 1}] train {train_losses[-1]:.4f} test {test_losses[-1]:.4f} acc {100 * correct / 120:.1f}%')
