import torch
import torch.nn as nn
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(12)
X, y = load_breast_cancer(return_X_y=True)
X_train, X_val, y_train, y_val = train_test_split(X, y, test_size=0.2, random_state=12, stratify=y)
scaler = StandardScaler().fit(X_train)
to = lambda a: torch.tensor(a, dtype=torch.float32)
X_train, X_val = to(scaler.transform(X_train)), to(scaler.transform(X_val))
y_train, y_val = to(y_train)[:, None], to(y_val)[:, None]
loader = DataLoader(TensorDataset(X_train, y_train), batch_size=35, shuffle=True)

model = nn.Sequential()
model.add_module("in", nn.Linear(30, 24))
model.add_module("act", nn.ReLU())
model.add_module("mid", nn.Linear(24, 1))
model.add_module("prob", nn.Sigmoid())
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)

for epoch in range(25):
    model.train()
    running = 0.0
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
        running += loss.item() * len(xb)
    if epoch % 5 == 4:
        print(epoch + 1, running / len(X_train))
model.eval()
with torch.no_grad():
    print("val acc", ((model(X_val) > 0.5).float() == y_val).float().mean().item())
