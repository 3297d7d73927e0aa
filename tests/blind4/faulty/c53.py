import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import make_moons

# 은닉층 활성값을 훅(hook)으로 기록하기
torch.manual_seed(0)
X, y = make_moons(1000, noise=0.15, random_state=0)
X, y = torch.tensor(X, dtype=torch.float32), torch.tensor(y)
train_loader = DataLoader(TensorDataset(X[:800], y[:800]), batch_size=40, shuffle=True)
test_loader = DataLoader(TensorDataset(X[800:], y[800:]), batch_size=100)


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(2, 24)
        self.hidden2 = nn.Linear(24, 24)
        self.out = nn.Linear(24, 2)

    def forward(self, x):
        x = torch.relu(self.hidden(x))
        x = torch.relu(self.hidden2(x))
        return self.out(x)


model = MLP()
기록 = []
model.register_forward_hook(lambda m, i, o: 기록.append(o.detach().abs().mean().item()))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)

for epoch in range(10):
    model.train()
    합계 = 0.0
    for xb, yb in train_loader:
        optimizer.zero_grad()
        outputs = model.forward(xb)
        loss = criterion(outputs, yb)
        loss.backward()
        optimizer.step()
        합계 += loss.item() * len(yb)
    if epoch % 3 == 0:
        print(f"에폭 {epoch + 1}: {합계 / 800:.4f}")

print("기록된 값의 수:", len(기록))
model.eval()
맞음 = 0
with torch.no_grad():
    for xb, yb in test_loader:
        맞음 += (model(xb).argmax(1) == yb).sum().item()
print("정확도", 맞음 / 200)
