# 스마트폰 IMU 센서로 행동 인식 (걷기, 뛰기, 서기)
import math
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


class IMUWindows(Dataset):
    """한 샘플: (시간 50, 축 6)"""

    def __init__(self, n, seed=0, length=50):
        g = torch.Generator().manual_seed(seed)
        self.y = torch.randint(0, 3, (n,), generator=g)
        t = torch.linspace(0, 2 * math.pi, length)
        freq = torch.tensor([0.0, 3.0, 7.0])[self.y]
        phase = torch.rand(n, generator=g) * 2 * math.pi
        wave = torch.sin(freq[:, None] * t[None] + phase[:, None])
        self.x = wave.unsqueeze(-1).repeat(1, 1, 6) + 0.3 * torch.randn(n, length, 6, generator=g)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


class HAR(nn.Module):
    def __init__(self, n_axes=6, hidden=32, n_classes=3):
        super().__init__()
        self.lstm = nn.LSTM(n_axes, hidden, num_layers=1)
        self.fc = nn.Linear(hidden, n_classes)

    def forward(self, x):
        # x: (배치, 시간, 축)
        out, (h, c) = self.lstm(x)
        return self.fc(out[:, -1, :])


def train(model, loader, optimizer, criterion):
    model.train()
    total = 0
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item() * x.size(0)
    return total / len(loader.dataset)


def test(model, loader):
    model.eval()
    correct = 0
    with torch.no_grad():
        for x, y in loader:
            correct += (model(x).argmax(1) == y).sum().item()
    return correct / len(loader.dataset)


if __name__ == '__main__':
    torch.manual_seed(0)
    train_loader = DataLoader(IMUWindows(600, 0), batch_size=32, shuffle=True)
    test_loader = DataLoader(IMUWindows(150, 1), batch_size=32)
    model = HAR()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(5):
        print(f'{epoch + 1} loss {train(model, train_loader, optimizer, criterion):.3f}  acc {test(model, test_loader):.3f}')
