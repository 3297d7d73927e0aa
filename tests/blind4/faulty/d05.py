import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

# 유방암 진단 (이진 분류)


class 진단데이터(Dataset):
    def __init__(self, x, y):
        self.x = torch.tensor(x, dtype=torch.float32)
        self.y = torch.tensor(y, dtype=torch.float32).view(-1, 1)

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


X, y = load_breast_cancer(return_X_y=True)
X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.2, stratify=y, random_state=0)
sc = StandardScaler().fit(X_tr)
train_ds, test_ds = 진단데이터(sc.transform(X_tr), y_tr), 진단데이터(sc.transform(X_te), y_te)
torch.manual_seed(0)
train_dl = DataLoader(train_ds, batch_size=35, shuffle=True)
test_dl = DataLoader(test_ds, batch_size=57)
model = nn.Sequential(nn.Linear(30, 16), nn.ReLU(), nn.Linear(16, 1))
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)

for epoch in range(10):
    model.train()
    손실합 = 0.0
    for x, t in train_dl:
        optimizer.zero_grad()
        loss = criterion(model(x), t)
        loss.backward()
        optimizer.step()
        손실합 += loss.item() * len(x)
    model.eval()
    정답수 = 0
    with torch.no_grad():
        for x, t in test_dl:
            예측 = (torch.sigmoid(model(x)).flatten() > 0.5).float()
            정답수 += (예측 == t).sum().item()
    print(f"에폭 {epoch + 1} 손실 {손실합 / len(train_ds):.4f} 정확도 {정답수 / len(test_ds):.4f}")
