"""Mixup training with soft targets."""
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

NUM_CLASSES = 10


def mixup(x, y_onehot, alpha=0.2):
    lam = float(np.random.beta(alpha, alpha))
    perm = torch.randperm(x.size(0))
    return lam * x + (1 - lam) * x[perm], lam * y_onehot + (1 - lam) * y_onehot[perm]


class WideCNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.block1 = self._block(1, 24)
        self.block2 = self._block(24, 48)
        self.pool = nn.AdaptiveAvgPool2d(2)
        self.fc = nn.Linear(48 * 4, NUM_CLASSES)

    @staticmethod
    def _block(i, o):
        return nn.Sequential(nn.Conv2d(i, o, 3, padding=1, bias=False), nn.BatchNorm2d(o), nn.ReLU(inplace=True))

    def forward(self, x):
        x = F.max_pool2d(self.block1(x), 2)
        x = self.pool(self.block2(x))
        return self.fc(x.flatten(1))


def main():
    np.random.seed(3)
    torch.manual_seed(3)
    d = load_digits()
    x = torch.tensor(d.images, dtype=torch.float32)[:, None] / 16
    y = torch.tensor(d.target)
    x_tr, x_te, y_tr, y_te = train_test_split(x, y, test_size=0.25, random_state=3)
    train_loader = DataLoader(TensorDataset(x_tr, y_tr), batch_size=64, shuffle=True)
    test_loader = DataLoader(TensorDataset(x_te, y_te), batch_size=225)
    model = WideCNN()
    criterion = nn.CrossEntropyLoss()
    epochs = 10
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, weight_decay=5e-4)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.1, epochs=epochs,
                                                    steps_per_epoch=len(train_loader))
    for epoch in range(epochs):
        model.train()
        total = 0.0
        for images, labels in train_loader:
            images, targets = mixup(images, F.one_hot(labels, NUM_CLASSES).float())
            loss = criterion(model(images), targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            scheduler.step()
            total += loss.item() * len(labels)
        model.eval()
        test_loss, hits = 0.0, 0
        with torch.no_grad():
            for images, labels in test_loader:
                out = model(images)
                test_loss += criterion(out, labels).item() * len(labels)
                hits += (out.argmax(1) == labels).sum().item()
        print(f'epoch {epoch + 1:2d} mixup loss {total / len(x_tr):.3f} test loss {test_loss / len(x_te):.3f} '
              f'accuracy {hits / len(x_te):.4f}')


if __name__ == '__main__':
    main()
