import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset, random_split


class SmallVGG(nn.Module):
    """Two conv stages on 32x32 colour pictures."""

    def __init__(self, num_classes=4):
        super().__init__()
        self.stage1 = nn.Sequential(
            nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(),
            nn.Conv2d(8, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))
        self.stage2 = nn.Sequential(
            nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(),
            nn.Conv2d(16, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))
        self.fc = nn.Sequential(nn.Linear(256, 64), nn.ReLU(), nn.Linear(64, num_classes))

    def forward(self, x):
        x = self.stage2(self.stage1(x))
        x = x.view(-1, 256)
        return self.fc(x)


def synthetic(n=400):
    g = torch.Generator().manual_seed(5)
    y = torch.randint(0, 4, (n,), generator=g)
    x = torch.randn(n, 3, 32, 32, generator=g)
    for k in range(4):
        r, c = divmod(k, 2)
        x[y == k, :, r * 16:(r + 1) * 16, c * 16:(c + 1) * 16] += 0.8
    return TensorDataset(x, y)


def main():
    train, test = random_split(synthetic(), [320, 80], generator=torch.Generator().manual_seed(0))
    train_loader = DataLoader(train, batch_size=32, shuffle=True)
    test_loader = DataLoader(test, batch_size=80)
    model = SmallVGG()
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(3):
        model.train()
        for images, labels in train_loader:
            outputs = model(images)
            loss = criterion(outputs, labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print("epoch", epoch, "loss", loss.item())
    model.eval()
    with torch.no_grad():
        ok = sum((model(a).argmax(1) == b).sum().item() for a, b in test_loader)
    print("accuracy", ok / len(test))


if __name__ == "__main__":
    main()
