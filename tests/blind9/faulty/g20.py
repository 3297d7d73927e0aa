import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Shift:
    """Move the picture by up to a pixel and paint out a random patch."""

    def __init__(self, reach=1, patch=2):
        self.reach, self.patch = reach, patch

    def __call__(self, img):
        dx, dy = np.random.randint(-self.reach, self.reach + 1, 2)
        img = torch.roll(img, (int(dy), int(dx)), dims=(1, 2)).clone()
        r, c = np.random.randint(0, 8 - self.patch, 2)
        img[:, r:r + self.patch, c:c + self.patch] = 0.0
        return img


class Digits(Dataset):
    def __init__(self, images, labels, transform=Shift()):
        self.images = torch.tensor(images / 16.0, dtype=torch.float32).unsqueeze(1)
        self.labels = torch.tensor(labels)
        self.transform = transform

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        img = self.images[i]
        if self.transform is not None:
            img = self.transform(img)
        return img, self.labels[i]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 3, padding=1)
        self.conv2 = nn.Conv2d(16, 32, 3, padding=1)
        self.fc = nn.Linear(32 * 4, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.fc(x.flatten(1))


def main():
    np.random.seed(2)
    torch.manual_seed(2)
    d = load_digits()
    xa, xb, ya, yb = train_test_split(d.images, d.target, test_size=0.3, stratify=d.target, random_state=2)
    train = DataLoader(Digits(xa, ya), batch_size=32, shuffle=True)
    test = DataLoader(Digits(xb, yb), batch_size=128)
    net = Net()
    opt = torch.optim.Adam(net.parameters(), lr=5e-3)
    for epoch in range(12):
        net.train()
        for x, y in train:
            opt.zero_grad()
            F.cross_entropy(net(x), y).backward()
            opt.step()
        net.eval()
        hits = 0
        with torch.no_grad():
            for x, y in test:
                hits += (net(x).argmax(1) == y).sum().item()
        if epoch % 3 == 2:
            print(f"epoch {epoch + 1} test accuracy {hits / len(yb):.4f}")


if __name__ == "__main__":
    main()
