import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

BATCH_SIZE = 256
LR = 1e-3
EPOCHS = 5
DEVICE = torch.device('cuda')

torch.manual_seed(100)

transform = transforms.Compose([
    transforms.ToTensor(),
    transforms.Normalize((0.1736,), (0.3317,)),
])
train_set = datasets.EMNIST('data', split='balanced', train=True, download=True, transform=transform)
test_set = datasets.EMNIST('data', split='balanced', train=False, download=True, transform=transform)
train_loader = DataLoader(train_set, batch_size=BATCH_SIZE, shuffle=True, pin_memory=True)
test_loader = DataLoader(test_set, batch_size=BATCH_SIZE, pin_memory=True)


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 5)
        self.conv2 = nn.Conv2d(16, 32, 5)
        self.fc1 = nn.Linear(32 * 4 * 4, 128)
        self.fc2 = nn.Linear(128, 47)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = x.flatten(1)
        x = F.relu(self.fc1(x))
        return self.fc2(x)


net = LeNet().to(DEVICE)
optimizer = torch.optim.Adam(net.parameters(), lr=LR)

for epoch in range(EPOCHS):
    net.train()
    for step, (img, lab) in enumerate(train_loader):
        img = img.to(DEVICE)
        optimizer.zero_grad()
        loss = F.cross_entropy(net(img), lab)
        loss.backward()
        optimizer.step()
        if step % 100 == 0:
            print(f'epoch {epoch} step {step} loss {loss.item():.3f}')

net.eval()
n_ok = 0
with torch.no_grad():
    for img, lab in test_loader:
        img, lab = img.to(DEVICE), lab.to(DEVICE)
        n_ok += (net(img).argmax(1) == lab).sum().item()
print('test accuracy', n_ok / len(test_set))
