# 작은 백본을 먼저 학습하고, 새로운 과제에 맞게 헤드를 바꿔 미세조정
import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Backbone(nn.Module):
    def __init__(self, n_out):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten())
        self.head = nn.Linear(64, n_out)

    def forward(self, x):
        return self.head(self.features(x))


def batches(x, y, size=60):
    for part in torch.randperm(len(x)).split(size):
        yield x[part], y[part]


def train(net, optimizer, x, y, epochs):
    ce = nn.CrossEntropyLoss()
    net.train()
    for _ in range(epochs):
        for bx, by in batches(x, y):
            optimizer.zero_grad()
            ce(net(bx), by).backward()
            optimizer.step()


torch.manual_seed(2)
digits = load_digits()
img = torch.tensor(digits.images, dtype=torch.float32).unsqueeze(1) / 16
lab = torch.tensor(digits.target)
tr, te = train_test_split(torch.arange(len(lab)), test_size=0.25, random_state=2)

# 1단계: 10개 숫자
net = Backbone(10)
optimizer = torch.optim.Adam(net.parameters(), lr=2e-3)
train(net, optimizer, img[tr], lab[tr], 6)

# 2단계: 짝수 / 홀수
parity = lab % 2
fine_tune = torch.optim.Adam(net.parameters(), lr=5e-4)
net.head = nn.Linear(64, 2)
train(net, fine_tune, img[tr], parity[tr], 4)

net.eval()
with torch.no_grad():
    print("홀짝 정확도", (net(img[te]).argmax(1) == parity[te]).float().mean().item())
