import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

torch.manual_seed(0)
X, y = load_diabetes(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y.reshape(-1, 1), test_size=0.2, random_state=0)
sx, sy = StandardScaler().fit(X_train), StandardScaler().fit(y_train)
X_train, X_test = (torch.tensor(sx.transform(a), dtype=torch.float32) for a in (X_train, X_test))
y_train, y_test = (torch.tensor(sy.transform(a), dtype=torch.float32) for a in (y_train, y_test))
loader = DataLoader(TensorDataset(X_train, y_train), batch_size=32, shuffle=True)

model = nn.Sequential(nn.Linear(10, 16), nn.ReLU(), nn.Linear(16, 1))
mse, mae = nn.MSELoss(), nn.L1Loss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.005)

for epoch in range(15):
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = mse(yb, model(xb))
        loss.backward()
        optimizer.step()

with torch.no_grad():
    print("mse", mse(y_test, model(X_test)).item(), "mae", mae(y_test, model(X_test)).item())
