import copy

import torch
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

# 조기 종료 (검증 손실 기준)
torch.manual_seed(12)
X, y = load_breast_cancer(return_X_y=True)
X_tmp, X_test, y_tmp, y_test = train_test_split(X, y, test_size=0.2, stratify=y, random_state=12)
X_train, X_val, y_train, y_val = train_test_split(X_tmp, y_tmp, test_size=0.25, stratify=y_tmp, random_state=12)
scaler = StandardScaler().fit(X_train)


def 텐서(a, b):
    return torch.tensor(scaler.transform(a), dtype=torch.float32), torch.tensor(b, dtype=torch.float32)


train_dl = DataLoader(TensorDataset(*텐서(X_train, y_train)), batch_size=32, shuffle=True)
xv, yv = 텐서(X_val, y_val)
xt, yt = 텐서(X_test, y_test)
model = nn.Sequential(nn.Linear(30, 64), nn.ReLU(), nn.Dropout(0.4), nn.Linear(64, 1), nn.Flatten(0))
opt = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=1e-2)
bce = nn.BCEWithLogitsLoss()

최고, 최고가중치, 참을성, 기다림 = float("inf"), None, 8, 0
for epoch in range(100):
    model.train()
    for xb, yb in train_dl:
        opt.zero_grad()
        bce(model(xb), yb).backward()
        opt.step()
    model.eval()
    with torch.no_grad():
        val = bce(model(xv), yv).item()
    if val < 최고 - 1e-4:
        최고, 최고가중치, 기다림 = val, copy.deepcopy(model.state_dict()), 0
    else:
        기다림 += 1
        if 기다림 >= 참을성:
            print(f"{epoch + 1} 에폭에서 멈춤, 최고 검증 손실 {최고:.4f}")
            break
model.load_state_dict(최고가중치)
model.eval()
with torch.no_grad():
    print("테스트 정확도", ((model(xt) > 0).float() == yt).float().mean().item())
