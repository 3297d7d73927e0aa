import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

np.random.seed(0)
torch.manual_seed(0)


class ByteImages(Dataset):
    def __init__(self, n):
        self.labels = np.random.randint(0, 4, n)
        self.images = np.random.randint(0, 120, (n, 1, 20, 20)).astype(np.uint8)
        for i, c in enumerate(self.labels):
            self.images[i, 0, 5 * c:5 * c + 5] += 100

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        img = torch.from_numpy(self.images[i]).float() / 255.0
        return img, int(self.labels[i])


class SmallNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 5)
        self.fc1 = nn.Linear(8 * 8 * 8, 32)
        self.fc2 = nn.Linear(32, 4)

    def forward(self, x):
        x = x / 255.0
        x = F.max_pool2d(F.relu(self.conv(x)), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc2(x)


train_loader = DataLoader(ByteImages(400), batch_size=25, shuffle=True)
test_loader = DataLoader(ByteImages(100), batch_size=100)
model = SmallNet()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
for epoch in range(4):
    model.train()
    total = 0.0
    for images, labels in train_loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.step()
        total += loss.item()
    model.eval()
    with torch.no_grad():
        for images, labels in test_loader:
            acc = (model(images).argmax(1) == labels).float().mean().item()
    print(f"epoch {epoch} loss {total / len(train_loader):.4f} acc {acc:.3f}")
