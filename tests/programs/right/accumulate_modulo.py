import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

ACCUMULATION_STEPS = 4   # 16 * 4 = effective batch size 64

torch.manual_seed(0)
X, y = load_digits(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(
    torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y), test_size=0.2, random_state=0)
train_loader = DataLoader(TensorDataset(X_train, y_train), batch_size=16, shuffle=True)
test_loader = DataLoader(TensorDataset(X_test, y_test), batch_size=120)

model = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Dropout(0.1), nn.Linear(128, 10))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)

optimizer.zero_grad()
for epoch in range(5):
    model.train()
    total_loss, seen = 0.0, 0
    for i, (images, labels) in enumerate(train_loader):
        loss = criterion(model(images), labels)
        (loss / ACCUMULATION_STEPS).backward()
        total_loss += loss.item() * len(labels)
        seen += len(labels)
        if (i + 1) % ACCUMULATION_STEPS == 0 or (i + 1) == len(train_loader):
            optimizer.step()
            optimizer.zero_grad()
    print(f"epoch {epoch + 1}: train loss {total_loss / seen:.4f}")

model.eval()
correct = 0
with torch.no_grad():
    for images, labels in test_loader:
        correct += (model(images).argmax(dim=1) == labels).sum().item()
print(f"test accuracy {correct / len(y_test):.4f}")
