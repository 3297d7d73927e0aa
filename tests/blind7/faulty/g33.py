# 유방암 이진 분류, 배치 크기 35
import torch
import torch.nn as nn
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(28)
X, y = load_breast_cancer(return_X_y=True)
Xa, Xb, ya, yb = train_test_split(X, y, train_size=421, random_state=28, stratify=y)
m, s = Xa.mean(0), Xa.std(0)
ds = TensorDataset(torch.tensor((Xa - m) / s).float(), torch.tensor(ya).float())
loader = DataLoader(ds, batch_size=35, shuffle=True)
net = nn.Sequential(nn.Linear(30, 16), nn.ReLU(), nn.Linear(16, 1))
opt = torch.optim.Adam(net.parameters(), lr=2e-3)
bce = nn.BCEWithLogitsLoss()
for epoch in range(10):
    total = 0.0
    for x, t in loader:
        z = net(x).squeeze()
        loss = bce(z, t)
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item() * len(t)
    print(epoch, total / len(ds))
with torch.no_grad():
    z = net(torch.tensor((Xb - m) / s).float()).squeeze(1)
    print("acc", ((z > 0).numpy() == yb).mean())
