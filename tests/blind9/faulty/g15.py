# 와인 품종 분류 (pandas 전처리 연습)
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split

torch.manual_seed(10)

frame = load_wine(as_frame=True).frame
frame["proline"] = frame["proline"].astype(int)
frame["magnesium"] = frame["magnesium"].astype(int)

train, test = train_test_split(frame, test_size=0.3, stratify=frame["target"], random_state=10)
train, test = train.copy(), test.copy()

numeric = train.select_dtypes("float64").columns
mean, std = train[numeric].mean(), train[numeric].std()
for part in (train, test):
    part[numeric] = (part[numeric] - mean) / std


def to_tensors(part):
    x = torch.tensor(part.drop(columns="target").to_numpy(dtype="float32"))
    return x, torch.tensor(part["target"].to_numpy())


x_train, y_train = to_tensors(train)
x_test, y_test = to_tensors(test)
loader = DataLoader(TensorDataset(x_train, y_train), batch_size=16, shuffle=True)

model = nn.Sequential(nn.Linear(13, 32), nn.ReLU(), nn.Linear(32, 3))
opt = torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.9)
loss_fn = nn.CrossEntropyLoss()

for epoch in range(50):
    model.train()
    total = 0.0
    for x, y in loader:
        opt.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        opt.step()
        total += loss.item() * len(y)
    if (epoch + 1) % 10 == 0:
        print(f"{epoch + 1}번째 에폭 - 평균 손실 {total / len(y_train):.4f}")

model.eval()
with torch.no_grad():
    pred = model(x_test).argmax(1)
print("테스트 정확도:", round((pred == y_test).float().mean().item(), 4))
