"""A small convolutional network on the digits, trained by a function."""

import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset, random_split


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 16, 3, padding=1)
        self.head = nn.Linear(16 * 4 * 4, 10)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.head(x.flatten(1))


def train_one_epoch(net, loader, opt):
    net.train()
    for images, labels in loader:
        opt.zero_grad()
        F.cross_entropy(net(images), labels).backward()
        opt.step()


def main():
    torch.manual_seed(3)
    digits = load_digits()
    images = torch.tensor(digits.images, dtype=torch.float32).unsqueeze(1) / 16
    data = TensorDataset(images, torch.tensor(digits.target))
    train, test = random_split(data, [1500, len(data) - 1500])
    net = Net()
    opt = optim.RMSprop(net.parameters(), lr=0.1)
    loader, held = DataLoader(train, 50, shuffle=True), DataLoader(test, 297)
    for epoch in range(4):
        train_one_epoch(net, loader, opt)
        net.eval()
        with torch.no_grad():
            right = sum((net(a).argmax(1) == b).sum().item() for a, b in held)
        print(epoch, right / len(test))


if __name__ == "__main__":
    main()
