"""Digits CNN with dropout and batch norm."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.optim.lr_scheduler import StepLR
from torch.utils.data import DataLoader, TensorDataset, random_split
from sklearn.datasets import load_digits


class ConvBnRelu(nn.Sequential):
    def __init__(self, cin, cout):
        super().__init__(
            nn.Conv2d(cin, cout, 3, padding=1, bias=False),
            nn.BatchNorm2d(cout),
            nn.ReLU(inplace=True),
        )


class DigitNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = ConvBnRelu(1, 16)
        self.stage1 = nn.Sequential(ConvBnRelu(16, 32), nn.MaxPool2d(2))
        self.stage2 = nn.Sequential(ConvBnRelu(32, 64), nn.AdaptiveAvgPool2d(1))
        self.dropout = nn.Dropout(0.4)
        self.classifier = nn.Linear(64, 10)

    def forward(self, x):
        x = self.stage2(self.stage1(self.stem(x)))
        return self.classifier(self.dropout(x.flatten(1)))


def prepare():
    digits = load_digits()
    x = torch.tensor(digits.images, dtype=torch.float32).unsqueeze(1) / 16.0
    y = torch.tensor(digits.target)
    g = torch.Generator().manual_seed(0)
    return random_split(TensorDataset(x, y), [1200, 297, 300], generator=g)


def validate(model, loader):
    model.eval()
    loss = correct = 0
    with torch.no_grad():
        for x, y in loader:
            out = model(x)
            loss += F.cross_entropy(out, y, reduction="sum").item()
            correct += out.argmax(1).eq(y).sum().item()
    n = len(loader.dataset)
    return loss / n, correct / n


def fit(model, train_loader, val_loader, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9, weight_decay=5e-4)
    scheduler = StepLR(optimizer, step_size=3, gamma=0.3)
    model.train()
    for epoch in range(epochs):
        total = 0.0
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item() * x.size(0)
        scheduler.step()
        val_loss, val_acc = validate(model, val_loader)
        print(f"[{epoch + 1}/{epochs}] train {total / len(train_loader.dataset):.4f} "
              f"val {val_loss:.4f} acc {val_acc:.3f}")


if __name__ == "__main__":
    torch.manual_seed(0)
    train_set, val_set, test_set = prepare()
    net = DigitNet()
    fit(net, DataLoader(train_set, 32, shuffle=True), DataLoader(val_set, 128), epochs=6, lr=0.05)
    print("test: loss %.4f acc %.3f" % validate(net, DataLoader(test_set, 128)))
