import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset


class LeNetish(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 3, padding=1)
        self.conv2 = nn.Conv2d(6, 16, 3)
        self.fc1 = nn.Linear(16 * 2 * 2, 32)
        self.fc2 = nn.Linear(32, 10)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = F.max_pool2d(F.relu(self.conv2(x)), 3)
        x = x.reshape(x.size(0), -1)
        return self.fc2(F.relu(self.fc1(x)))


torch.manual_seed(100)
d = load_digits()
im = torch.tensor(d.images, dtype=torch.float32)[:, None] / 16.0
lb = torch.tensor(d.target)
i_tr, i_te = train_test_split(range(len(lb)), test_size=0.2, random_state=100, stratify=d.target)
trainloader = DataLoader(TensorDataset(im[i_tr], lb[i_tr]), batch_size=32, shuffle=True)
testloader = DataLoader(TensorDataset(im[i_te], lb[i_te]), batch_size=10, drop_last=False)

net = LeNetish()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
for epoch in range(8):
    for inputs, labels in trainloader:
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()

correct, total = 0, 0
with torch.no_grad():
    for images, labels in testloader:
        outputs = net(images)
        _, predicted = torch.max(outputs.data, 0)
        total += labels.size(0)
        correct += (predicted == labels).sum().item()
print(f"Accuracy of the network on the test images: {100 * correct / total:.1f} %")
