import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import Dataset, DataLoader
from sklearn.datasets import make_regression
from sklearn.model_selection import train_test_split

SEED = 11
torch.manual_seed(SEED)


class EnergyDataset(Dataset):
    """Hourly readings of 12 sensors and the energy used in the next hour."""

    def __init__(self, x, y):
        self.x = torch.as_tensor(x, dtype=torch.float32)
        self.y = torch.as_tensor(y, dtype=torch.float32)

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


class MLP(nn.Module):
    def __init__(self, n_in, hidden=(64, 32)):
        super().__init__()
        layers = []
        for h in hidden:
            layers += [nn.Linear(n_in, h), nn.ReLU()]
            n_in = h
        layers.append(nn.Linear(n_in, 1))
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)


X, y = make_regression(n_samples=1500, n_features=12, n_informative=8, noise=10.0, random_state=SEED)
X_train, X_val, y_train, y_val = train_test_split(X, y, test_size=0.2, random_state=SEED)
mu, sigma = y_train.mean(), y_train.std()
y_train, y_val = (y_train - mu) / sigma, (y_val - mu) / sigma

train_dl = DataLoader(EnergyDataset(X_train, y_train), batch_size=64, shuffle=True)
val_dl = DataLoader(EnergyDataset(X_val, y_val), batch_size=256)

model = MLP(12)
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

for epoch in range(1, 41):
    model.train()
    epoch_loss = 0.0
    for xb, yb in train_dl:
        optimizer.zero_grad()
        pred = model(xb)
        loss = criterion(pred, yb)
        loss.backward()
        optimizer.step()
        epoch_loss += loss.item() * len(xb)
    if epoch % 10 == 0:
        print(f"epoch {epoch:3d}  train mse {epoch_loss / len(X_train):.4f}")

model.eval()
preds = []
with torch.no_grad():
    for xb, _ in val_dl:
        preds.append(model(xb))
preds = torch.cat(preds).numpy().ravel()
r2 = 1 - np.sum((preds - y_val) ** 2) / np.sum((y_val - y_val.mean()) ** 2)
print(f"validation R2: {r2:.3f}")
