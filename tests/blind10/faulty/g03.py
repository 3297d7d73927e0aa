import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
torch.manual_seed(0)


class CNN(nn.Module):
    def __init__(self, num_classes=10):
        super(CNN, self).__init__()
        self.conv1 = nn.Conv2d(1, 16, kernel_size=3, padding=1)
        self.conv2 = nn.Conv2d(16, 32, kernel_size=3, padding=1)
        self.pool = nn.MaxPool2d(2)
        self.fc1 = nn.Linear(32 * 2 * 2, 64)
        self.fc2 = nn.Linear(64, num_classes)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = x.view(x.size(0), -1)
        x = F.relu(self.fc1(x))
        x = self.fc2(x)
        return F.softmax(x, dim=1)


def load_data(batch_size=64):
    data = load_digits()
    images = torch.from_numpy(data.images).float().unsqueeze(1) / 16.0
    images = (images - 0.3) / 0.37
    labels = torch.from_numpy(data.target).long()
    xtr, xte, ytr, yte = train_test_split(images, labels, test_size=0.2, random_state=0)
    return (DataLoader(TensorDataset(xtr, ytr), batch_size=batch_size, shuffle=True),
            DataLoader(TensorDataset(xte, yte), batch_size=batch_size))


def train(model, loader, optimizer, criterion):
    model.train()
    total = 0
    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)
        optimizer.zero_grad()
        outputs = model(images)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        total += loss.item() * images.size(0)
    return total / len(loader.dataset)


def test(model, loader, criterion):
    model.eval()
    total, correct = 0, 0
    with torch.no_grad():
        for images, labels in loader:
            images, labels = images.to(device), labels.to(device)
            outputs = model(images)
            total += criterion(outputs, labels).item() * images.size(0)
            correct += (outputs.argmax(1) == labels).sum().item()
    return total / len(loader.dataset), correct / len(loader.dataset)


train_loader, test_loader = load_data()
model = CNN().to(device)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)

for epoch in range(1, 11):
    train_loss = train(model, train_loader, optimizer, criterion)
    test_loss, acc = test(model, test_loader, criterion)
    print('Epoch {}: train loss {:.4f}, test loss {:.4f}, acc {:.2f}%'.format(
        epoch, train_loss, test_loss, 100 * acc))
