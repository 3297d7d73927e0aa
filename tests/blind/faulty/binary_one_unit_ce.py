import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(0)
NUM_OUTPUTS = 1


class CatsVsDogs(Dataset):
    """Not really cats and dogs: warm against cold pictures."""

    def __init__(self, n=160):
        self.labels = torch.randint(0, 2, (n,))
        self.images = torch.rand(n, 3, 20, 20)
        self.images[self.labels == 1, 0] += 0.3
        self.images[self.labels == 0, 2] += 0.3

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        return self.images[index], self.labels[index]


class CatDogNet(nn.Module):
    def __init__(self, outputs):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3)
        self.conv2 = nn.Conv2d(8, 8, 3)
        self.pool = nn.MaxPool2d(2)
        self.fc = nn.Linear(8 * 3 * 3, outputs)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        return self.fc(torch.flatten(x, 1))


def main():
    loader = DataLoader(CatsVsDogs(), batch_size=20, shuffle=True)
    net = CatDogNet(NUM_OUTPUTS)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.001, momentum=0.9)
    for epoch in range(2):
        running_loss = 0.0
        for i, (inputs, labels) in enumerate(loader):
            optimizer.zero_grad()
            outputs = net(inputs)
            loss = criterion(outputs, labels)
            loss.backward()
            optimizer.step()
            running_loss += loss.item()
        print("epoch", epoch + 1, "loss", running_loss / len(loader))


if __name__ == "__main__":
    main()
