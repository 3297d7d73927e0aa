import numpy as np
import torch
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)

X, y = load_diabetes(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
x_mean, x_std = X_train.mean(0), X_train.std(0)
y_mean, y_std = y_train.mean(), y_train.std()


def prepare(X, y):
    X = (X - x_mean) / x_std
    y = (y - y_mean) / y_std
    return torch.tensor(X, dtype=torch.float32), torch.tensor(y, dtype=torch.float32).view(-1, 1)


X_train, y_train = prepare(X_train, y_train)
X_test, y_test = prepare(X_test, y_test)
train_loader = DataLoader(TensorDataset(X_train, y_train), batch_size=32, shuffle=True)

model = nn.Sequential(
    nn.Linear(10, 32),
    nn.Tanh(),
    nn.Linear(32, 1),
)
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

optimizer.zero_grad()
train_curve, test_curve = [], []
for epoch in range(30):
    batch_losses = []
    for xb, yb in train_loader:
        pred = model(xb)
        loss = criterion(pred, yb)
        loss.backward()
        optimizer.step()
        batch_losses.append(loss.item())
    train_curve.append(np.mean(batch_losses))

    with torch.no_grad():
        test_curve.append(criterion(model(X_test), y_test).item())
    if (epoch + 1) % 5 == 0:
        print(f"epoch {epoch + 1:3d}  train MSE {train_curve[-1]:.4f}  test MSE {test_curve[-1]:.4f}")

r2 = 1 - test_curve[-1] / y_test.var(unbiased=False).item()
print(f"R^2 on the test set: {r2:.3f}")
