import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(7)


class TinyPics(Dataset):
    """Ants and bees, but made up."""

    def __init__(self, n=96):
        self.y = torch.randint(0, 2, (n,))
        self.x = torch.randn(n, 3, 24, 24) + self.y.view(-1, 1, 1, 1) * 0.5

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


class Backbone(nn.Module):
    def __init__(self, num_classes=100):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(1),
        )
        self.fc = nn.Linear(16, num_classes)

    def forward(self, x):
        x = self.features(x)
        x = torch.flatten(x, 1)
        return self.fc(x)


def freeze(module):
    for p in module.parameters():
        p.requires_grad = False


def build_model(num_classes):
    model = Backbone()
    model.fc = nn.Linear(model.fc.in_features, num_classes)
    freeze(model)
    return model


def train(model, loader, epochs=2):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.fc.parameters(), lr=0.01, momentum=0.9)
    for epoch in range(epochs):
        model.train()
        running = 0.0
        for inputs, labels in loader:
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, labels)
            loss.backward()
            optimizer.step()
            running += loss.item() * inputs.size(0)
        print(f"Epoch {epoch}: {running / len(loader.dataset):.4f}")


if __name__ == "__main__":
    loader = DataLoader(TinyPics(), batch_size=16, shuffle=True)
    model = build_model(2)
    train(model, loader)
