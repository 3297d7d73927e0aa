import torch
import torch.nn as nn
import torch.optim as optim
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class DigitClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, kernel_size=3, padding=1)
        self.pool = nn.MaxPool2d(2, 2)
        self.fc = nn.Linear(8 * 4 * 4, 10)

    def forward(self, x):
        x = self.pool(torch.relu(self.conv(x)))
        x = x.view(-1, 8 * 4 * 4)
        x = torch.sigmoid(self.fc(x))
        return x


def train(model, loader, criterion, optimizer, epochs):
    for epoch in range(epochs):
        total = 0.0
        for images, labels in loader:
            optimizer.zero_grad()
            loss = criterion(model(images), labels)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(labels)
        print(epoch, total / len(loader.dataset))


def test(model, images, labels):
    model.eval()
    with torch.no_grad():
        return (model(images).argmax(1) == labels).float().mean().item()


torch.manual_seed(0)
digits = load_digits()
a, b, ya, yb = train_test_split(digits.images / 16, digits.target, test_size=0.2, random_state=0)
a, b = torch.tensor(a).float().unsqueeze(1), torch.tensor(b).float().unsqueeze(1)
ya, yb = torch.tensor(ya), torch.tensor(yb)
net = DigitClassifier()
train(net, DataLoader(TensorDataset(a, ya), batch_size=64, shuffle=True), nn.CrossEntropyLoss(), optim.SGD(net.parameters(), lr=0.1, momentum=0.9), 6)
print("accuracy", test(net, b, yb))
