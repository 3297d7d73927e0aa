# 경사하강법을 직접 구현한 다중 입력 선형회귀
import torch
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split

torch.manual_seed(0)
X, y = load_diabetes(return_X_y=True)
X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.2, random_state=0)
mx, sx, my, sy = X_tr.mean(0), X_tr.std(0), y_tr.mean(), y_tr.std()
A = torch.tensor((X_tr - mx) / sx, dtype=torch.float32)
b = torch.tensor((y_tr - my) / sy, dtype=torch.float32)
A_te = torch.tensor((X_te - mx) / sx, dtype=torch.float32)
b_te = torch.tensor((y_te - my) / sy, dtype=torch.float32)

w = torch.zeros(10, requires_grad=True)
c = torch.zeros(1, requires_grad=True)
eta = 0.4

for it in range(60):
    cost = ((A @ w + c - b) ** 2).mean()
    cost.backward()
    with torch.no_grad():
        for p in (w, c):
            p -= eta * p.grad
            p.grad.zero_()
    if it % 10 == 0:
        print(it, cost.item())

with torch.no_grad():
    print("test mse", ((A_te @ w + c - b_te) ** 2).mean().item())
