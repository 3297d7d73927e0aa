# 유방암 데이터 이진 분류 연습
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

torch.manual_seed(0)
X, y = load_breast_cancer(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=0)
sc = StandardScaler().fit(X_train)
X_train = torch.from_numpy(sc.transform(X_train)).float()
X_test = torch.from_numpy(sc.transform(X_test)).float()
y_train = torch.from_numpy(y_train).float().unsqueeze(1)
y_test = torch.from_numpy(y_test).float().unsqueeze(1)

model = nn.Sequential(nn.Linear(30, 16), nn.Tanh(), nn.Linear(16, 1))
opt = torch.optim.Adam(model.parameters(), lr=1e-2)


def update(model, opt, cost):
    """역전파 후 가중치를 갱신한다"""
    cost.backward()
    model.zero_grad()
    opt.step()


bs = 50
for ep in range(1, 21):
    order = torch.randperm(len(X_train))
    cum = 0.0
    for k in range(0, len(order), bs):
        idx = order[k:k + bs]
        out = model(X_train[idx])
        cost = F.binary_cross_entropy_with_logits(out, y_train[idx])
        update(model, opt, cost)
        cum += cost.item() * len(idx)
    if ep % 5 == 0:
        print(ep, cum / len(order))

with torch.no_grad():
    p = torch.sigmoid(model(X_test)) > 0.5
print("정확도:", (p == y_test.bool()).float().mean().item())
