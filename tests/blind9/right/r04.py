# 당뇨 데이터 회귀, step 다음에 zero_grad
import torch
import torch.nn as nn
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

X, y = load_diabetes(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y.reshape(-1, 1), test_size=0.2, random_state=0)
sx, sy = StandardScaler(), StandardScaler()
X_train, y_train = sx.fit_transform(X_train), sy.fit_transform(y_train)
X_test, y_test = sx.transform(X_test), sy.transform(y_test)
f32 = lambda a: torch.tensor(a, dtype=torch.float32)
loader = DataLoader(TensorDataset(f32(X_train), f32(y_train)), batch_size=32, shuffle=True)

model = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 1))
opt = torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.9)
lr_schedule = torch.optim.lr_scheduler.ExponentialLR(opt, gamma=0.9)


def step(batch):
    xb, yb = batch
    loss = ((model(xb) - yb) ** 2).mean()
    loss.backward()
    opt.step()
    opt.zero_grad()
    return loss.item() * len(xb)


for epoch in range(20):
    total = sum(step(batch) for batch in loader)
    lr_schedule.step()
    if epoch % 5 == 0:
        print(f"에폭 {epoch}: {total / len(X_train):.4f}")

model.eval()
with torch.no_grad():
    pred = model(f32(X_test))
    rmse = ((pred - f32(y_test)) ** 2).mean().sqrt().item() * sy.scale_[0]
print(f"테스트 RMSE (원래 단위): {rmse:.2f}")
