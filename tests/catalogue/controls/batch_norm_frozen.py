import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Net(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.backbone = nn.Sequential(nn.Linear(64, 64), nn.BatchNorm1d(64), nn.ReLU())
        self.drop = nn.Dropout(0.2)
        self.head = nn.Linear(64, classes)

    def forward(self, x):
        return self.head(self.drop(self.backbone(x)))


def freeze_batch_norm(model):
    for m in model.modules():
        if isinstance(m, nn.BatchNorm1d):
            m.eval()


def fit(model, loader, params, epochs, frozen_bn=False):
    optimizer = torch.optim.Adam(params, lr=2e-3)
    criterion = nn.CrossEntropyLoss()
    for _ in range(epochs):
        model.train()
        if frozen_bn:
            freeze_batch_norm(model)
        for x, y in loader:
            optimizer.zero_grad()
            criterion(model(x), y).backward()
            optimizer.step()


torch.manual_seed(0)
X, y = load_digits(return_X_y=True)
Xa, Xb, ya, yb = train_test_split(X / 16, y, test_size=0.2, random_state=0)
Xa, Xb, ya, yb = torch.tensor(Xa).float(), torch.tensor(Xb).float(), torch.tensor(ya), torch.tensor(yb)

model = Net(10)
fit(model, DataLoader(TensorDataset(Xa, ya), batch_size=64, shuffle=True, drop_last=True), model.parameters(), 5)
# 두 번째 과제: 홀짝. 배치 정규화의 통계는 고정
model.head = nn.Linear(64, 2)
fit(model, DataLoader(TensorDataset(Xa, ya % 2), batch_size=64, shuffle=True, drop_last=True), model.parameters(), 3, frozen_bn=True)
model.eval()
with torch.no_grad():
    print("정확도", (model(Xb).argmax(1) == yb % 2).float().mean().item())
