import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import make_classification
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

torch.manual_seed(0)
X, y = make_classification(n_samples=2000, n_features=10, n_informative=5, weights=[0.85], random_state=0)
X, X_test, y, y_test = train_test_split(X, y, test_size=0.25, random_state=0, stratify=y)
X_train, X_val, y_train, y_val = train_test_split(X, y, test_size=0.25, random_state=0, stratify=y)
scaler = StandardScaler().fit(X_train)
X_train, X_val, X_test = (torch.tensor(scaler.transform(a)).float() for a in (X_train, X_val, X_test))
loader = DataLoader(TensorDataset(X_train, torch.tensor(y_train).float()), batch_size=50, shuffle=True)

model = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 1), nn.Flatten(0))
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
for epoch in range(10):
    for xb, yb in loader:
        optimizer.zero_grad()
        criterion(model(xb), yb).backward()
        optimizer.step()

# 검증 데이터에서 F1이 가장 좋은 문턱값을 고른다
model.eval()
with torch.no_grad():
    val_logits = model(X_val).numpy()
    test_logits = model(X_test).numpy()
candidates = np.linspace(-3, 3, 61)
threshold = max(candidates, key=lambda t: f1_score(y_val, val_logits > t))
print("문턱값", round(float(threshold), 2))
print("테스트 F1", f1_score(y_test, test_logits > threshold))
