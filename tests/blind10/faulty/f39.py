import torch
import torch.nn as nn
import torch.optim as optim
import torchvision
import torchvision.transforms as transforms
from torch.utils.data import DataLoader, random_split

BATCH_SIZE = 128
EPOCHS = 5
LR = 0.01
device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")

transform = transforms.Compose([transforms.ToTensor()])
full_train = torchvision.datasets.FashionMNIST(root="./data", train=True, download=True, transform=transform)
test_set = torchvision.datasets.FashionMNIST(root="./data", train=False, download=True, transform=transform)
train_set, val_set = random_split(full_train, [54000, 6000], generator=torch.Generator().manual_seed(1))
train_loader = DataLoader(train_set, batch_size=BATCH_SIZE, shuffle=True, num_workers=0)
val_loader = DataLoader(val_set, batch_size=BATCH_SIZE, shuffle=False, num_workers=0)
test_loader = DataLoader(test_set, batch_size=BATCH_SIZE, shuffle=False, num_workers=0)

classes = full_train.classes


class FashionMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(784, 256)
        self.fc2 = nn.Linear(256, 128)
        self.fc3 = nn.Linear(128, len(classes))

    def forward(self, x):
        x = self.flatten(x)
        x = torch.relu(self.fc1(x))
        x = torch.relu(self.fc2(x))
        return self.fc3(x)


def prepare(batch):
    images, labels = batch
    images = images.float() / 255.0
    return images.to(device), labels.to(device)


def evaluate(net, loader):
    net.eval()
    correct, total = 0, 0
    with torch.no_grad():
        for batch in loader:
            images, labels = prepare(batch)
            _, predicted = torch.max(net(images), 1)
            total += labels.size(0)
            correct += (predicted == labels).sum().item()
    return correct / total


torch.manual_seed(1)
net = FashionMLP().to(device)
criterion = nn.CrossEntropyLoss()
optimizer = optim.SGD(net.parameters(), lr=LR, momentum=0.9)

for epoch in range(EPOCHS):
    net.train()
    running_loss = 0.0
    for batch in train_loader:
        images, labels = prepare(batch)
        optimizer.zero_grad()
        loss = criterion(net(images), labels)
        loss.backward()
        optimizer.step()
        running_loss += loss.item()
    print(f"Epoch {epoch + 1}: loss {running_loss / len(train_loader):.4f}, val acc {evaluate(net, val_loader):.4f}")

print(f"Test accuracy: {evaluate(net, test_loader) * 100:.2f}%")
torch.save(net.state_dict(), "fashion_mlp.pth")
