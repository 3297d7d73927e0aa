import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(0)


class ResBlock(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv1 = nn.Conv2d(c, c, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(c)
        self.conv2 = nn.Conv2d(c, c, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(c)

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        return F.relu(x + self.bn2(self.conv2(out)))


class MiniResNet(nn.Module):
    """stands in for models.resnet18(pretrained=True)"""

    def __init__(self, num_classes=100):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 12, 3, padding=1)
        self.layer1 = ResBlock(12)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(12, num_classes)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = self.avgpool(self.layer1(x)).flatten(1)
        return self.fc(x)


class Flowers(Dataset):
    def __init__(self, n):
        self.y = torch.randint(0, 5, (n,))
        hue = torch.rand(5, 3, 1, 1, generator=torch.Generator().manual_seed(1))
        self.x = hue[self.y] + 0.15 * torch.randn(n, 3, 12, 12)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


def get_model(n_classes):
    model = MiniResNet()
    model.classifier = nn.Linear(model.fc.in_features, n_classes)
    return model


def main():
    model = get_model(5)
    train_loader = DataLoader(Flowers(200), batch_size=20, shuffle=True)
    val_loader = DataLoader(Flowers(60), batch_size=60)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(3):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            for x, y in val_loader:
                out = model(x)
                print(f"epoch {epoch} loss {loss.item():.3f} val acc {(out.argmax(1) == y).float().mean():.3f} out {tuple(out.shape)}")


main()
