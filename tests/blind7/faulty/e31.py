# 당뇨 데이터 회귀: 타깃을 표준화해서 학습
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(15)
X, y = load_diabetes(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y.reshape(-1, 1), test_size=0.2, random_state=15)
x_scaler, y_scaler = StandardScaler(), StandardScaler()
X_train = torch.tensor(x_scaler.fit_transform(X_train), dtype=torch.float32)
X_test = torch.tensor(x_scaler.transform(X_test), dtype=torch.float32)
y_train = torch.tensor(y_scaler.fit_transform(y_train), dtype=torch.float32)
loader = DataLoader(TensorDataset(X_train, y_train), batch_size=32, shuffle=True)


class Net(nn.Module):
    def __init__(self, n_in, sizes=(32, 16)):
        super().__init__()
        self.layers = nn.ModuleList()
        for s in (*sizes, 1):
            self.layers.append(nn.Linear(n_in, s))
            n_in = s

    def forward(self, x):
        for layer in self.layers:
            x = F.relu(layer(x))
        return x


net = Net(10)
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
for epoch in range(50):
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = F.mse_loss(net(xb), yb)
        loss.backward()
        optimizer.step()

with torch.no_grad():
    pred = y_scaler.inverse_transform(net(X_test).numpy())
print("MAE:", abs(pred - y_test).mean())
