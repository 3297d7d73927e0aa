import torch
from torch import nn, optim
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
X, y = load_diabetes(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y.reshape(-1, 1), test_size=0.2, random_state=0)
xs, ys = StandardScaler().fit(X_train), StandardScaler().fit(y_train)

to_tensor = lambda a: torch.tensor(a, dtype=torch.float32)
train_loader = DataLoader(
    TensorDataset(to_tensor(xs.transform(X_train)), to_tensor(ys.transform(y_train))),
    batch_size=32, shuffle=True)
X_test, y_test = to_tensor(xs.transform(X_test)), to_tensor(ys.transform(y_test))

model = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 1))
criterion = nn.MSELoss()
optimizer = optim.SGD(model.parameters(), lr=0.01)

for epoch in range(10):
    for inputs, targets in train_loader:
        outputs = model(inputs)
        loss = criterion(outputs, targets)
        optimizer.zero_grad()
        optimizer.step()
        loss.backward()
    with torch.no_grad():
        print(f"epoch {epoch + 1:2d}  train mse {criterion(model(train_loader.dataset.tensors[0]), train_loader.dataset.tensors[1]).item():.4f}")

with torch.no_grad():
    print("test mse", criterion(model(X_test), y_test).item())
