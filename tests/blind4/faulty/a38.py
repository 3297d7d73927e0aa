import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

# 색깔 있는 도형 분류: 빨강 사각형 / 초록 사각형 / 파랑 원 / 노랑 원


class 도형데이터(Dataset):
    def __init__(self, 개수, seed):
        rng = np.random.default_rng(seed)
        self.imgs = rng.normal(0.1, 0.08, size=(개수, 16, 16, 3)).astype(np.float32)
        self.y = rng.integers(0, 4, size=개수)
        yy, xx = np.mgrid[:16, :16]
        색 = {0: (1, 0, 0), 1: (0, 1, 0), 2: (0, 0, 1), 3: (1, 1, 0)}
        for i, c in enumerate(self.y):
            cy, cx = rng.integers(5, 11, size=2)
            r = rng.integers(3, 5)
            if c < 2:
                mask = (abs(yy - cy) <= r) & (abs(xx - cx) <= r)
            else:
                mask = (yy - cy) ** 2 + (xx - cx) ** 2 <= r * r
            self.imgs[i][mask] += np.array(색[int(c)], dtype=np.float32) * 0.8

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return torch.from_numpy(self.imgs[i]), int(self.y[i])


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 12, 3, padding=1)
        self.conv2 = nn.Conv2d(12, 24, 3, padding=1)
        self.fc = nn.Linear(24 * 4 * 4, 4)

    def forward(self, x):
        x = F.max_pool2d(torch.relu(self.conv1(x)), 2)
        x = F.max_pool2d(torch.relu(self.conv2(x)), 2)
        return self.fc(x.view(x.size(0), -1))


def prepare(batch):
    n, h, w, c = batch.shape
    return batch.view(n, c, h, w)


torch.manual_seed(0)
train_loader = DataLoader(도형데이터(800, 1), batch_size=32, shuffle=True)
test_loader = DataLoader(도형데이터(200, 2), batch_size=100)
model = Net()
opt = torch.optim.Adam(model.parameters(), lr=2e-3)

for epoch in range(5):
    model.train()
    합 = 0.0
    for img, label in train_loader:
        opt.zero_grad()
        loss = F.cross_entropy(model(prepare(img)), label)
        loss.backward()
        opt.step()
        합 += loss.item() * len(label)
    model.eval()
    맞음 = 0
    with torch.no_grad():
        for img, label in test_loader:
            맞음 += (model(prepare(img)).argmax(1) == label).sum().item()
    print(f"{epoch + 1}번째 에폭 손실 {합 / 800:.4f} 정확도 {맞음 / 200:.3f}")
