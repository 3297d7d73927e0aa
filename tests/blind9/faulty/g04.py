# 손글씨 숫자 분류 실습
import pandas as pd
import torch
from torch import nn
from torch.utils.data import Dataset, DataLoader
from sklearn.datasets import load_digits

torch.manual_seed(42)

digits = load_digits(as_frame=True)
df = digits.frame.sample(frac=1.0, random_state=7).reset_index(drop=True)

# 클래스마다 같은 비율로 나눈다
train_parts, test_parts = [], []
for _, group in df.groupby("target"):
    k = int(len(group) * 0.8)
    train_parts.append(group.iloc[:k])
    test_parts.append(group.iloc[k:])
train_df = pd.concat(train_parts)
test_df = pd.concat(test_parts)


class DigitData(Dataset):
    def __init__(self, frame):
        self.x = torch.tensor(frame.drop(columns="target").values / 16.0, dtype=torch.float32)
        self.y = torch.tensor(frame["target"].values, dtype=torch.long)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


options = {"batch_size": 32, "num_workers": 0}
train_loader = DataLoader(DigitData(train_df), **options)
test_loader = DataLoader(DigitData(test_df), **options)

model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
loss_fn = nn.CrossEntropyLoss()
opt = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)

for epoch in range(8):
    model.train()
    running, count = 0.0, 0
    for x, y in train_loader:
        opt.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        opt.step()
        running += loss.item() * len(y)
        count += len(y)

    model.eval()
    right = 0
    with torch.no_grad():
        for x, y in test_loader:
            right += (model(x).argmax(dim=1) == y).sum().item()
    print(f"에폭 {epoch + 1} | 손실 {running / count:.4f} | 정확도 {right / len(test_df):.4f}")
