import numpy as np
import torch
from sklearn.datasets import load_wine
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import StandardScaler
from torch import nn

# 5겹 교차검증
np.random.seed(0)
torch.manual_seed(0)
X, y = load_wine(return_X_y=True)
y = torch.tensor(y)


def build_model():
    return nn.Sequential(
        nn.Linear(13, 32),
        nn.ReLU(),
        nn.Linear(32, 3),
    )


def train(model, optimizer, xb, yb, epochs=15):
    loss_fn = nn.CrossEntropyLoss()
    model.train()
    for _ in range(epochs):
        for idx in torch.randperm(len(xb)).split(16):
            optimizer.zero_grad()
            loss = loss_fn(model(xb[idx]), yb[idx])
            loss.backward()
            optimizer.step()
    return loss.item()


def accuracy(model, xb, yb):
    model.eval()
    with torch.no_grad():
        return (model(xb).argmax(1) == yb).float().mean().item()


model = build_model()
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
kfold = StratifiedKFold(n_splits=5, shuffle=True, random_state=0)
점수 = []
for fold, (tr, va) in enumerate(kfold.split(X, y.numpy()), 1):
    sc = StandardScaler().fit(X[tr])
    x_tr = torch.tensor(sc.transform(X[tr]), dtype=torch.float32)
    x_va = torch.tensor(sc.transform(X[va]), dtype=torch.float32)
    마지막손실 = train(model, optimizer, x_tr, y[tr])
    acc = accuracy(model, x_va, y[va])
    점수.append(acc)
    print(f"fold {fold}: loss {마지막손실:.4f}  val acc {acc:.4f}")

print(f"평균 정확도 {np.mean(점수):.4f} +- {np.std(점수):.4f}")
