import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
args = dict(lr=0.5, epochs=9, batch_size=64)

X, y = load_digits(return_X_y=True)
X = X / 16.0
X_train, X_rest, y_train, y_rest = train_test_split(X, y, test_size=0.4, random_state=0)
X_val, X_test, y_val, y_test = train_test_split(X_rest, y_rest, test_size=0.5, random_state=0)


def dl(a, b, shuffle):
    return DataLoader(TensorDataset(torch.tensor(a, dtype=torch.float32), torch.tensor(b)),
                      batch_size=args["batch_size"], shuffle=shuffle)


train_dl, val_dl, test_dl = dl(X_train, y_train, True), dl(X_val, y_val, False), dl(X_test, y_test, False)
model = nn.Sequential(nn.Linear(64, 100), nn.ReLU(), nn.Linear(100, 10))


def evaluate(loader):
    model.eval()
    loss, hit, n = 0.0, 0, 0
    with torch.no_grad():
        for xb, yb in loader:
            out = model(xb)
            loss += F.cross_entropy(out, yb, reduction="sum").item()
            hit += (out.argmax(1) == yb).sum().item()
            n += len(yb)
    return loss / n, hit / n


optimizer = torch.optim.SGD(model.parameters(), lr=args["lr"], momentum=0.95)
best_val = float("inf")
best_state = None
for epoch in range(args["epochs"]):
    model.train()
    for xb, yb in train_dl:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(xb), yb)
        loss.backward()
        optimizer.step()
    val_loss, val_acc = evaluate(val_dl)
    print(f"epoch {epoch}: val loss {val_loss:.4f} acc {val_acc:.4f}")
    if val_loss < best_val:
        best_val = val_loss
        best_state = model.state_dict()

model.load_state_dict(best_state)
val_loss, _ = evaluate(val_dl)
print("best val loss", best_val, "restored val loss", val_loss)
print("test", evaluate(test_dl))
