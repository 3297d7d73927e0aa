import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn

X, y = load_digits(return_X_y=True)
X, y = torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y)
X_train, X_val, y_train, y_val = train_test_split(X, y, random_state=0)

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
best, waited, patience = float("inf"), 0, 5

for step in range(500):
    rows = torch.randint(0, len(X_train), (32,))
    optimizer.zero_grad()
    loss = criterion(model(X_train[rows]), y_train[rows])
    loss.backward()
    optimizer.step()
    with torch.no_grad():
        val_loss = criterion(model(X_val), y_val).item()
    if val_loss < best:
        best = val_loss
    else:
        waited += 1
        if waited >= patience:
            break
print(f"stopped after {step + 1} steps, best {best:.3f}")
