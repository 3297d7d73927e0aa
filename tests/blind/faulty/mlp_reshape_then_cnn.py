import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
INPUT_SIZE = 28 * 28


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(INPUT_SIZE, 64)
        self.fc2 = nn.Linear(64, 3)

    def forward(self, x):
        return self.fc2(F.relu(self.fc1(x)))


class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 5, stride=2)
        self.conv2 = nn.Conv2d(8, 16, 5, stride=2)
        self.fc = nn.Linear(16 * 4 * 4, 3)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = F.relu(self.conv2(x))
        return self.fc(x.flatten(1))


def toy_data(n=192):
    y = torch.randint(0, 3, (n,))
    x = torch.rand(n, 1, 28, 28) * 0.5
    for i, c in enumerate(y.tolist()):
        x[i, 0, 9 * c:9 * c + 9] += 0.5
    return TensorDataset(x, y)


def run_epoch(model, loader, optimizer):
    model.train()
    total = 0.0
    for images, labels in loader:
        images = images.reshape(-1, INPUT_SIZE)
        optimizer.zero_grad()
        outputs = model(images)
        loss = F.cross_entropy(outputs, labels)
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(loader)


loader = DataLoader(toy_data(), batch_size=32, shuffle=True)
for name, net in [("mlp", MLP()), ("cnn", CNN())]:
    opt = torch.optim.Adam(net.parameters(), lr=1e-3)
    for epoch in range(2):
        print(name, epoch, run_epoch(net, loader, opt))
