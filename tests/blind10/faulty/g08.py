import numpy as np
import torch
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset, random_split
from sklearn.datasets import make_classification


class ResidualBlock(nn.Module):
    def __init__(self, width, p):
        super().__init__()
        self.fc = nn.Linear(width, width)
        self.bn = nn.BatchNorm1d(width)
        self.drop = nn.Dropout(p)

    def forward(self, x):
        return x + self.drop(torch.relu(self.bn(self.fc(x))))


class TabularResNet(nn.Module):
    def __init__(self, n_features, n_classes, width=128, depth=3, p=0.5):
        super().__init__()
        self.stem = nn.Linear(n_features, width)
        self.blocks = nn.Sequential(*[ResidualBlock(width, p) for _ in range(depth)])
        self.head = nn.Linear(width, n_classes)

    def forward(self, x):
        return self.head(self.blocks(self.stem(x)))


def validate(model, loader, criterion):
    model.eval()
    total_loss = total_correct = total = 0
    with torch.no_grad():
        for x, y in loader:
            out = model(x)
            total_loss += criterion(out, y).item() * x.size(0)
            total_correct += (out.argmax(1) == y).sum().item()
            total += x.size(0)
    return total_loss / total, total_correct / total


if __name__ == "__main__":
    torch.manual_seed(5)
    X, y = make_classification(n_samples=1400, n_features=40, n_informative=8, n_redundant=4, n_classes=4,
                               class_sep=1.0, flip_y=0.08, random_state=5)
    X = (X - X.mean(0)) / X.std(0)
    data = TensorDataset(torch.tensor(X, dtype=torch.float32), torch.tensor(y))
    train_set, val_set = random_split(data, [700, 700], generator=torch.Generator().manual_seed(5))
    train_loader = DataLoader(train_set, batch_size=50, shuffle=True)
    val_loader = DataLoader(val_set, batch_size=200)

    model = TabularResNet(40, 4)
    criterion = nn.CrossEntropyLoss()
    optimizer = optim.Adam(model.parameters(), lr=2e-3)

    model.train()
    for epoch in range(25):
        losses = []
        for step, (x, y) in enumerate(train_loader):
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        val_loss, val_acc = validate(model, val_loader, criterion)
        if epoch % 4 == 0:
            print(f"epoch {epoch:2d} | train {np.mean(losses):.3f} | val {val_loss:.3f} | acc {val_acc:.3f}")
