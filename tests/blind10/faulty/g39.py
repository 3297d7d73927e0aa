"""손글씨 숫자 분류 - 학습 후 별도 추론 함수로 평가"""
import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, Dataset


class 숫자데이터(Dataset):
    def __init__(self, 이미지, 라벨, transform=None):
        self.이미지 = 이미지
        self.라벨 = 라벨
        self.transform = transform

    def __len__(self):
        return len(self.라벨)

    def __getitem__(self, i):
        x = self.이미지[i].astype(np.float32)
        if self.transform is not None:
            x = self.transform(x)
        return torch.from_numpy(x).unsqueeze(0), int(self.라벨[i])


def train_transform(x):
    x = x / 16.0
    return (x - 0.305) / 0.376


def test_transform(x):
    return x / 16.0 - 1.0


class SmallCNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(),
            nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2),
        )
        self.fc = nn.Linear(32 * 16, 10)

    def forward(self, x):
        return self.fc(self.conv(x).flatten(1))


def 평가(model, loader):
    model.eval()
    맞음, 손실 = 0, 0.0
    with torch.no_grad():
        for x, y in loader:
            out = model(x)
            손실 += nn.functional.cross_entropy(out, y, reduction='sum').item()
            맞음 += (out.argmax(1) == y).sum().item()
    n = len(loader.dataset)
    return 손실 / n, 맞음 / n


def main():
    torch.manual_seed(5)
    data = load_digits()
    x_tr, x_te, y_tr, y_te = train_test_split(data.images, data.target, test_size=0.3, random_state=5)
    학습 = DataLoader(숫자데이터(x_tr, y_tr, train_transform), batch_size=64, shuffle=True)
    시험 = DataLoader(숫자데이터(x_te, y_te, test_transform), batch_size=128)
    model = SmallCNN()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(6):
        model.train()
        합 = 0.0
        for x, y in 학습:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            합 += loss.item()
        손실, 정확도 = 평가(model, 시험)
        print(f'에폭 {epoch + 1}: 학습 손실 {합 / len(학습):.4f}, 시험 손실 {손실:.4f}, 시험 정확도 {정확도:.4f}')


if __name__ == '__main__':
    main()
