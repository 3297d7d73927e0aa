import torch
import torch.nn as nn
from sklearn.datasets import make_classification
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
X, y = make_classification(n_samples=1200, n_features=20, n_informative=8, n_classes=3, flip_y=0.05, random_state=0)
X_train, X_val, y_train, y_val = train_test_split(X, y, test_size=0.25, random_state=0)
ss = StandardScaler().fit(X_train)
X_train = torch.tensor(ss.transform(X_train), dtype=torch.float32)
X_val = torch.tensor(ss.transform(X_val), dtype=torch.float32)
y_train, y_val = torch.tensor(y_train), torch.tensor(y_val)

# 확률적 경사하강법 (SGD)
train_loader = DataLoader(TensorDataset(X_train, y_train), batch_size=1, shuffle=True)

model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 3))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.15)

for epoch in range(10):
    total = 0.0
    for xb, yb in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
        total += loss.item()
    with torch.no_grad():
        out = model(X_val)
        val_loss = criterion(out, y_val).item()
        acc = (out.argmax(1) == y_val).float().mean().item()
    print(f'epoch {epoch}: train {total / len(train_loader):.4f} val {val_loss:.4f} acc {acc:.3f}')
