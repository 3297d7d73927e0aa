"""Digits classifier, homework of week 4."""
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

torch.manual_seed(3)

X, y = load_digits(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X / 16.0, y, test_size=0.25, stratify=y, random_state=1)

train_set = TensorDataset(torch.tensor(X_train, dtype=torch.float32), torch.tensor(y_train))
loader = DataLoader(train_set, batch_size=64, shuffle=True)
X_test = torch.tensor(X_test, dtype=torch.float32)
y_test = torch.tensor(y_test)

model = nn.Sequential(
    nn.Linear(64, 96),
    nn.ReLU(),
    nn.Linear(96, 48),
    nn.ReLU(),
    nn.Linear(48, 10),
)
trainable = filter(lambda p: p.requires_grad, model.parameters())
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
criterion = nn.CrossEntropyLoss()


def clear(weights):
    for w in weights:
        w.grad = None


def accuracy():
    model.eval()
    with torch.no_grad():
        hits = (model(X_test).argmax(1) == y_test).sum().item()
    return hits / len(y_test)


for epoch in range(25):
    model.train()
    total, seen = 0.0, 0
    for xb, yb in loader:
        clear(trainable)
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(xb)
        seen += len(xb)
    if epoch % 4 == 0:
        print(f"epoch {epoch:2d}  loss {total / seen:.4f}")

print(f"test accuracy: {accuracy():.3f}")
