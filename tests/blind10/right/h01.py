"""Digits with a small CNN; micro-batches are accumulated to an effective batch of 64."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

ACCUM_STEPS = 4
MICRO_BATCH = 16


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 3, padding=1)
        self.conv2 = nn.Conv2d(16, 32, 3, padding=1)
        self.fc = nn.Linear(32 * 4, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.fc(torch.flatten(x, 1))


def main():
    torch.manual_seed(0)
    digits = load_digits()
    x = torch.tensor(digits.images, dtype=torch.float32).unsqueeze(1) / 16.0
    y = torch.tensor(digits.target)
    x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.2, random_state=0, stratify=y)
    train_loader = DataLoader(TensorDataset(x_train, y_train), batch_size=MICRO_BATCH, shuffle=True)
    test_loader = DataLoader(TensorDataset(x_test, y_test), batch_size=256)

    model = Net()
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=4e-3)

    for epoch in range(12):
        model.train()
        optimizer.zero_grad()
        seen, total = 0, 0.0
        for i, (images, labels) in enumerate(train_loader):
            loss = criterion(model(images), labels)
            (loss / ACCUM_STEPS).backward()
            total += loss.item() * len(labels)
            seen += len(labels)
            if (i + 1) % ACCUM_STEPS == 0 or (i + 1) == len(train_loader):
                optimizer.step()
                optimizer.zero_grad()

        model.eval()
        hits = 0
        with torch.no_grad():
            for images, labels in test_loader:
                hits += (model(images).argmax(1) == labels).sum().item()
        print(f"epoch {epoch + 1:2d} loss {total / seen:.4f} test accuracy {hits / len(y_test):.4f}")


if __name__ == "__main__":
    main()
