import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader

from dataset import Images
from loading import load_images


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 16, 3, padding=1)
        self.fc1 = nn.Linear(16 * 16, 64)
        self.fc2 = nn.Linear(64, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv(x)), 2)
        return self.fc2(F.relu(self.fc1(x.flatten(1))))


def main():
    torch.manual_seed(0)
    images, labels = load_images()
    train = DataLoader(Images(images[:1400], labels[:1400]), batch_size=50, shuffle=True)
    val = DataLoader(Images(images[1400:], labels[1400:]), batch_size=200)
    net = Net()
    opt = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
    for epoch in range(6):
        net.train()
        total = 0.0
        for x, y in train:
            opt.zero_grad()
            loss = F.cross_entropy(net(x), y)
            loss.backward()
            opt.step()
            total += loss.item() * len(y)
        print(f"epoch {epoch} loss {total / 1400:.4f}")
    net.eval()
    good, top = 0, 0.0
    with torch.no_grad():
        for x, y in val:
            good += (net(x).argmax(1) == y).sum().item()
            top = max(top, x.max().item())
    print(f"val accuracy {good / len(val.dataset):.4f}, largest input {top:.4f}")


if __name__ == "__main__":
    main()
