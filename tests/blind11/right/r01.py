"""Small-memory training: effective batch of 64 built from micro-batches of 16."""
import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

MICRO, ACCUM = 16, 4


def get_loaders():
    X, y = load_digits(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X / 16.0, y, test_size=0.2, stratify=y, random_state=0)
    ds = lambda a, b: TensorDataset(torch.tensor(a, dtype=torch.float32).view(-1, 1, 8, 8), torch.tensor(b))
    return (
        DataLoader(ds(X_tr, y_tr), batch_size=MICRO, shuffle=True, drop_last=True),
        DataLoader(ds(X_te, y_te), batch_size=128),
    )


torch.manual_seed(0)
model = nn.Sequential(
    nn.Conv2d(1, 16, 3, padding=1),
    nn.GroupNorm(4, 16),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Conv2d(16, 32, 3, padding=1),
    nn.GroupNorm(4, 32),
    nn.ReLU(),
    nn.Flatten(),
    nn.Linear(32 * 4 * 4, 10),
)

train_loader, test_loader = get_loaders()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
criterion = nn.CrossEntropyLoss()

for epoch in range(10):
    model.train()
    optimizer.zero_grad()
    shown = 0.0
    for step, (x, y) in enumerate(train_loader, start=1):
        loss = criterion(model(x), y) / ACCUM
        loss.backward()
        shown += loss.item() * ACCUM
        if step % ACCUM == 0 or step == len(train_loader):
            optimizer.step()
            optimizer.zero_grad()
    print(f"epoch {epoch} loss {shown / len(train_loader):.4f}")

model.eval()
with torch.no_grad():
    right = sum((model(x).argmax(1) == y).sum().item() for x, y in test_loader)
print("accuracy", right / len(test_loader.dataset))
