import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import make_classification
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


def load():
    X, y = make_classification(n_samples=1000, n_features=12, n_informative=5, weights=[0.9], flip_y=0.05, random_state=0)
    # 소수 클래스를 8배로 늘린다
    rare = np.where(y == 1)[0]
    extra = np.repeat(rare, 7)
    X, y = np.concatenate([X, X[extra]]), np.concatenate([y, y[extra]])
    return train_test_split(X, y, test_size=0.25, random_state=0, stratify=y)


torch.manual_seed(0)
X_train, X_test, y_train, y_test = load()
scaler = StandardScaler().fit(X_train)
X_train = torch.tensor(scaler.transform(X_train), dtype=torch.float32)
X_test = torch.tensor(scaler.transform(X_test), dtype=torch.float32)
loader = DataLoader(TensorDataset(X_train, torch.tensor(y_train)), batch_size=64, shuffle=True)

model = nn.Sequential(nn.Linear(12, 128), nn.ReLU(), nn.Linear(128, 2))
optimizer = torch.optim.Adam(model.parameters(), lr=0.005)
criterion = nn.CrossEntropyLoss()
for epoch in range(20):
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()

with torch.no_grad():
    pred = model(X_test).argmax(1)
print("테스트 F1:", f1_score(y_test, pred.numpy()))
