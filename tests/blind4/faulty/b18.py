import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

# 잡음이 있는 회귀 문제
torch.manual_seed(9)
n, d = 1000, 10
X = torch.randn(n, d)
참 = torch.randn(d) / d ** 0.5
y = torch.tanh(X @ 참) + 0.5 * torch.randn(n)
X_train, y_train, X_test, y_test = X[:800], y[:800], X[800:], y[800:]

배치크기 = 1
학습률 = 0.08
loader = DataLoader(TensorDataset(X_train, y_train), batch_size=배치크기, shuffle=True)


class 회귀망(nn.Module):
    def __init__(self, 은닉=20):
        super().__init__()
        self.l1 = nn.Linear(d, 은닉)
        self.l2 = nn.Linear(은닉, 1)

    def forward(self, x):
        return self.l2(torch.tanh(self.l1(x))).squeeze(1)


model = 회귀망()
criterion = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=학습률)
print(f"상수 예측의 MSE: {((y_test - y_train.mean()) ** 2).mean():.4f}")

for epoch in range(10):
    model.train()
    합계 = 0.0
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
        합계 += loss.item() * len(xb)
    model.eval()
    with torch.no_grad():
        테스트 = criterion(model(X_test), y_test).item()
    print(f"에폭 {epoch + 1:2d} 학습 {합계 / len(X_train):.4f} 테스트 {테스트:.4f}")
