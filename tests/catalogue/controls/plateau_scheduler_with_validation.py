import copy

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


def evaluate(model, loader, criterion):
    model.eval()
    loss, hits = 0.0, 0
    with torch.no_grad():
        for x, y in loader:
            out = model(x)
            loss += criterion(out, y).item() * len(y)
            hits += (out.argmax(1) == y).sum().item()
    return loss / len(loader.dataset), hits / len(loader.dataset)


torch.manual_seed(0)
X, y = load_digits(return_X_y=True)
X, X_test, y, y_test = train_test_split(X / 16, y, test_size=0.2, random_state=0)
X_train, X_val, y_train, y_val = train_test_split(X, y, test_size=0.25, random_state=0)
make = lambda a, b: TensorDataset(torch.tensor(a).float(), torch.tensor(b))
train_loader = DataLoader(make(X_train, y_train), batch_size=64, shuffle=True)
val_loader, test_loader = DataLoader(make(X_val, y_val), batch_size=128), DataLoader(make(X_test, y_test), batch_size=128)

model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Dropout(0.3), nn.Linear(64, 10))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=2, factor=0.5)

best, best_state, waited = float("inf"), None, 0
for epoch in range(30):
    model.train()
    for x, t in train_loader:
        optimizer.zero_grad()
        criterion(model(x), t).backward()
        optimizer.step()
    val_loss, _ = evaluate(model, val_loader, criterion)
    scheduler.step(val_loss)
    if val_loss < best:
        best, best_state, waited = val_loss, copy.deepcopy(model.state_dict()), 0
    else:
        waited += 1
        if waited == 5:
            break

model.load_state_dict(best_state)
print("test", evaluate(model, test_loader, criterion))
