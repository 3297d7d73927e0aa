import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(5)


class SmallCNN(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 16, 3, padding=1)
        self.fc = nn.Linear(16, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.relu(self.conv2(x)).mean(dim=(2, 3))
        return self.fc(x)


def fake_images(n, k, shift):
    y = torch.randint(0, k, (n,))
    x = torch.randn(n, 3, 16, 16)
    for c in range(k):
        x[y == c, c % 3] += shift * (1 + c // 3)
    return TensorDataset(x, y)


def loop(model, loader, optimizer, epochs, tag):
    for epoch in range(epochs):
        model.train()
        hits, n, total = 0, 0, 0.0
        for x, y in loader:
            optimizer.zero_grad()
            logits = model(x)
            loss = F.cross_entropy(logits, y)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(y)
            hits += (logits.argmax(1) == y).sum().item()
            n += len(y)
        print(f"{tag} epoch {epoch} loss {total / n:.3f} acc {hits / n:.3f}")


def prepare(model, num_classes):
    """new task, new head"""
    model.fc = nn.Linear(model.fc.in_features, num_classes)
    return model


model = SmallCNN(num_classes=6)
optimizer = torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.9)

pretrain = DataLoader(fake_images(240, 6, 0.7), batch_size=24, shuffle=True)
loop(model, pretrain, optimizer, 2, "pretrain")

model = prepare(model, 3)
finetune = DataLoader(fake_images(120, 3, 0.4), batch_size=24, shuffle=True)
loop(model, finetune, optimizer, 3, "finetune")
