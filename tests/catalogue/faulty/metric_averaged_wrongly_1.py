import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


def evaluate(model, loader, criterion):
    model.eval()
    total_loss, total_acc = 0.0, 0.0
    with torch.no_grad():
        for x, y in loader:
            out = model(x)
            total_loss += criterion(out, y).item()
            total_acc += (out.argmax(1) == y).float().mean().item()
    return total_loss / len(loader), total_acc / len(loader)


torch.manual_seed(0)
X, y = load_digits(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X / 16, y, test_size=450, random_state=0)
train_loader = DataLoader(TensorDataset(torch.tensor(X_train).float(), torch.tensor(y_train)), batch_size=64, shuffle=True)
test_loader = DataLoader(TensorDataset(torch.tensor(X_test).float(), torch.tensor(y_test)), batch_size=64)

model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
for epoch in range(5):
    model.train()
    for x, t in train_loader:
        optimizer.zero_grad()
        criterion(model(x), t).backward()
        optimizer.step()

print("test loss and accuracy", evaluate(model, test_loader, criterion))
with torch.no_grad():
    out = model(torch.tensor(X_test).float())
    print("all rows at once", criterion(out, torch.tensor(y_test)).item(), (out.argmax(1) == torch.tensor(y_test)).float().mean().item())
