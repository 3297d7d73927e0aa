import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

np.random.seed(0)
torch.manual_seed(0)


def draw_circle_or_square(kind, size=24):
    """returns an RGB picture, like plt.imread does"""
    img = np.random.rand(size, size, 3).astype(np.float32) * 0.3
    cy, cx = np.random.randint(8, size - 8, 2)
    yy, xx = np.mgrid[:size, :size]
    if kind == 0:
        m = (yy - cy) ** 2 + (xx - cx) ** 2 <= 25
    else:
        m = (abs(yy - cy) <= 4) & (abs(xx - cx) <= 4)
    img[m] += np.random.rand(3) * 0.5 + 0.2
    return img.clip(0, 1)


class ShapePictures(Dataset):
    def __init__(self, n):
        self.labels = np.random.randint(0, 2, n)
        self.pictures = np.stack([draw_circle_or_square(k) for k in self.labels])

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        image = torch.tensor(self.pictures[index])
        label = torch.tensor(self.labels[index])
        return image, label


class ShapeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 16, 3, padding=1)
        self.pool = nn.MaxPool2d(2)
        self.head = nn.Linear(16 * 6 * 6, 2)

    def forward(self, x):
        x = self.pool(torch.relu(self.conv1(x)))
        x = self.pool(torch.relu(self.conv2(x)))
        return self.head(x.flatten(1))


loader = DataLoader(ShapePictures(120), batch_size=20, shuffle=True)
model = ShapeNet()
opt = torch.optim.Adam(model.parameters(), lr=2e-3)
criterion = nn.CrossEntropyLoss()
for epoch in range(2):
    total = 0.0
    for images, labels in loader:
        opt.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        opt.step()
        total += loss.item()
    print(epoch, total / len(loader))
