"""IMU gesture recognition: 6 channels x 100 samples, 8 gestures."""
import numpy as np
import torch
import torch.nn as nn
import torch.optim as optim
from torch.utils.data import DataLoader, Dataset

GESTURES = ['left', 'right', 'up', 'down', 'circle_cw', 'circle_ccw', 'shake', 'none']


class GestureSet(Dataset):
    def __init__(self, npz, mean=None, std=None):
        d = np.load(npz)
        self.x = d['imu'].astype('float32')          # (N, 6, 100)
        self.y = d['label'].astype('int64')
        self.mean = self.x.mean(axis=(0, 2), keepdims=True) if mean is None else mean
        self.std = self.x.std(axis=(0, 2), keepdims=True) if std is None else std
        self.x = (self.x - self.mean) / self.std

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return torch.from_numpy(self.x[i]), self.y[i]


class GestureCNN(nn.Module):
    def __init__(self, n_classes=len(GESTURES)):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv1d(6, 32, 5, padding=2), nn.ReLU(), nn.MaxPool1d(2),
            nn.Conv1d(32, 64, 5, padding=2), nn.ReLU(), nn.MaxPool1d(2),
        )
        self.fc1 = nn.Linear(64, 64)
        self.fc2 = nn.Linear(64, n_classes)

    def forward(self, x):
        x = self.conv(x)
        x = x.view(-1, 64)
        x = torch.relu(self.fc1(x))
        return self.fc2(x)


def main():
    torch.manual_seed(4)
    train_set = GestureSet('gesture_train.npz')
    test_set = GestureSet('gesture_test.npz', train_set.mean, train_set.std)
    train_loader = DataLoader(train_set, batch_size=64, shuffle=True)
    test_loader = DataLoader(test_set, batch_size=128)
    model = GestureCNN()
    criterion = nn.CrossEntropyLoss()
    optimizer = optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(20):
        model.train()
        running = 0.0
        for xb, yb in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(xb), yb)
            loss.backward()
            optimizer.step()
            running += loss.item()
        print(f'{epoch + 1:2d} loss {running / len(train_loader):.4f}')
    model.eval()
    hits = 0
    with torch.no_grad():
        for xb, yb in test_loader:
            hits += (model(xb).argmax(1) == yb).sum().item()
    print('test', hits / len(test_set))


if __name__ == '__main__':
    main()
