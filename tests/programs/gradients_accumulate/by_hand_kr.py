# optimizer 없이 직접 경사하강법 해보기
import torch
import torch.nn as nn
from sklearn.datasets import make_moons
from sklearn.model_selection import train_test_split

torch.manual_seed(3)

X, y = make_moons(n_samples=400, noise=0.15, random_state=3)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=3)
X_train = torch.tensor(X_train, dtype=torch.float32)
X_test = torch.tensor(X_test, dtype=torch.float32)
y_train = torch.tensor(y_train, dtype=torch.float32).reshape(-1, 1)
y_test = torch.tensor(y_test, dtype=torch.float32).reshape(-1, 1)


class MoonNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear1 = nn.Linear(2, 16)
        self.linear2 = nn.Linear(16, 1)

    def forward(self, x):
        return self.linear2(torch.tanh(self.linear1(x)))


model = MoonNet()
loss_fn = nn.BCEWithLogitsLoss()
learning_rate = 0.05

for epoch in range(150):
    logit = model(X_train)
    loss = loss_fn(logit, y_train)
    loss.backward()

    # 가중치 = 가중치 - 학습률 * 기울기
    for param in model.parameters():
        param.data -= learning_rate * param.grad

    if epoch % 25 == 0:
        grad_norm = sum(p.grad.pow(2).sum() for p in model.parameters()).sqrt()
        print(f"epoch {epoch:3d} | 손실 {loss.item():.4f} | 기울기 크기 {grad_norm.item():.3f}")

with torch.no_grad():
    predicted = (model(X_test) > 0).float()
    accuracy = (predicted == y_test).float().mean().item()
print(f"정확도: {accuracy:.3f}")
