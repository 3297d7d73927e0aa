# LSTM으로 센서 시계열 분류하기 (걷기 / 뛰기 / 정지)
import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import Dataset, DataLoader


class SensorDataset(Dataset):
    """가속도 3축, 50 스텝"""

    FREQ = {0: 0.0, 1: 1.5, 2: 3.5}  # 정지, 걷기, 뛰기

    def __init__(self, n_samples, seed):
        rng = np.random.default_rng(seed)
        t = np.linspace(0, 5, 50)
        self.x = np.zeros((n_samples, 50, 3), dtype=np.float32)
        self.y = rng.integers(0, 3, size=n_samples)
        for i, label in enumerate(self.y):
            f = self.FREQ[int(label)] * rng.uniform(0.9, 1.1)
            phase = rng.uniform(0, 2 * np.pi, size=3)
            for axis in range(3):
                amp = 0.0 if label == 0 else rng.uniform(0.5, 1.0)
                self.x[i, :, axis] = amp * np.sin(2 * np.pi * f * t + phase[axis])
        self.x += rng.normal(0, 0.2, size=self.x.shape).astype(np.float32)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, idx):
        return torch.from_numpy(self.x[idx]), torch.tensor(int(self.y[idx]))


class ActivityLSTM(nn.Module):
    def __init__(self, input_size=3, hidden_size=64, num_layers=2, num_classes=3):
        super().__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.lstm = nn.LSTM(input_size, hidden_size, num_layers, dropout=0.2)
        self.fc = nn.Linear(hidden_size, num_classes)

    def forward(self, x):
        # x: (배치, 시간, 특징)
        out, (h_n, c_n) = self.lstm(x)
        out = out[:, -1, :]
        return self.fc(out)


def 학습(model, loader, optimizer, criterion):
    model.train()
    총손실 = 0
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm=5.0)
        optimizer.step()
        총손실 += loss.item()
    return 총손실 / len(loader)


def 평가(model, loader):
    model.eval()
    맞음, 전체 = 0, 0
    with torch.no_grad():
        for x, y in loader:
            pred = model(x).argmax(dim=1)
            맞음 += (pred == y).sum().item()
            전체 += y.size(0)
    return 맞음 / 전체


if __name__ == "__main__":
    torch.manual_seed(777)
    train_loader = DataLoader(SensorDataset(800, seed=1), batch_size=32, shuffle=True)
    test_loader = DataLoader(SensorDataset(200, seed=2), batch_size=32)

    model = ActivityLSTM()
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.002)

    for epoch in range(20):
        loss = 학습(model, train_loader, optimizer, criterion)
        print(f"에폭 {epoch + 1} 손실 {loss:.4f}")
    print(f"테스트 정확도 {평가(model, test_loader):.3f}")
