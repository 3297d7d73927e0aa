import numpy as np
import torch
import torch.nn as nn
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

rng = np.random.default_rng(7)
torch.manual_seed(7)

# temperature of tomorrow from the last 7 days
days = np.arange(900)
temp = 12 + 12 * np.sin(2 * np.pi * days / 365) + rng.normal(0, 2, size=900)
X = np.stack([temp[i:i + 7] for i in range(893)])
y = temp[7:]
X_train, X_test = X[:700], X[700:]
y_train, y_test = y[:700], y[700:]
x_scaler, y_scaler = StandardScaler(), StandardScaler()
X_train = x_scaler.fit_transform(X_train)
X_test = x_scaler.transform(X_test)
y_train = y_scaler.fit_transform(y_train.reshape(-1, 1))
y_test = y_scaler.transform(y_test.reshape(-1, 1))


def block(n_in, n_out):
    return nn.Sequential(nn.Linear(n_in, n_out), nn.ReLU())


class Regressor(nn.Module):
    def __init__(self, dims):
        super().__init__()
        self.net = nn.Sequential(*[block(a, b) for a, b in zip(dims[:-1], dims[1:])])

    def forward(self, x):
        return self.net(x)


def to_tensor(a):
    return torch.tensor(a, dtype=torch.float32)


train_loader = DataLoader(TensorDataset(to_tensor(X_train), to_tensor(y_train)), batch_size=50, shuffle=True)
model = Regressor([7, 32, 16, 1])
loss_fn = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
for epoch in range(8):
    model.train()
    for xb, yb in train_loader:
        optimizer.zero_grad()
        loss = loss_fn(model(xb), yb)
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        pred = model(to_tensor(X_test))
        mse = loss_fn(pred, to_tensor(y_test)).item()
    print(f"epoch {epoch} test mse {mse:.3f} share at zero {(pred == 0).float().mean().item():.2f}")
