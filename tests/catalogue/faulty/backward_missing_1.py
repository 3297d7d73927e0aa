import torch
import torch.nn as nn
from torch.utils.data import TensorDataset, DataLoader
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

torch.manual_seed(0)

# 붓꽃 데이터
iris = load_iris()
x_train, x_test, y_train, y_test = train_test_split(
    iris.data, iris.target, test_size=0.2, random_state=0, stratify=iris.target)
sc = StandardScaler()
x_train = torch.tensor(sc.fit_transform(x_train), dtype=torch.float32)
x_test = torch.tensor(sc.transform(x_test), dtype=torch.float32)
y_train = torch.tensor(y_train, dtype=torch.long)
y_test = torch.tensor(y_test, dtype=torch.long)

loader = DataLoader(TensorDataset(x_train, y_train), batch_size=8, shuffle=True)

# 모델, 손실 함수, 옵티마이저
model = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 3))
loss_fn = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

for epoch in range(20):
    epoch_loss = 0.0
    for x, y in loader:
        optimizer.zero_grad()
        y_pred = model(x)
        loss = loss_fn(y_pred, y)
        optimizer.step()
        epoch_loss += loss.item()
    if epoch % 5 == 0:
        print(f"{epoch:3d}번째 에폭  loss {epoch_loss / len(loader):.4f}")

# 평가
with torch.no_grad():
    acc = (model(x_test).argmax(dim=1) == y_test).float().mean()
print("테스트 정확도", acc.item())
