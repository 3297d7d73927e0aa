import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

torch.manual_seed(0)
X, y = load_digits(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X / 16, y, test_size=0.2, random_state=0)
X_train, X_test = torch.tensor(X_train).float(), torch.tensor(X_test).float()
y_train, y_test = torch.tensor(y_train), torch.tensor(y_test)

model = nn.Sequential(nn.Linear(64, 40), nn.Tanh(), nn.Linear(40, 10))
targets = nn.functional.one_hot(y_train, 10).float()
# 전체 배치 경사 하강법, 큰 학습률
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

history = []
for step in range(400):
    optimizer.zero_grad()
    loss = ((model(X_train) - targets) ** 2).sum(dim=1).mean()
    loss.backward()
    optimizer.step()
    history.append(loss.item())
    if step % 50 == 0:
        print(step, loss.item())

ups = sum(b > a for a, b in zip(history, history[1:]))
print("오른 스텝:", ups, "마지막 손실:", history[-1])
with torch.no_grad():
    print("테스트 정확도", (model(X_test).argmax(1) == y_test).float().mean().item())
