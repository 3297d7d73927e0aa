import torch
import torch.nn as nn
import torch.optim as optim
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, TensorDataset, random_split

BATCH = 128
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
torch.manual_seed(77)

digits = load_digits()
data = TensorDataset(torch.tensor(digits.data, dtype=torch.float32).div(16), torch.tensor(digits.target))
train_data, test_data = random_split(data, [len(data) - 390, 390])
train_loader = DataLoader(train_data, batch_size=BATCH, shuffle=True)
test_loader = DataLoader(test_data, batch_size=BATCH, shuffle=False)

model = nn.Sequential(
    nn.Linear(64, 128),
    nn.ReLU(),
    nn.Linear(128, 10),
).to(DEVICE)
loss_function = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=2e-3)


def train_loop():
    model.train()
    size = len(train_loader.dataset)
    total = 0.0
    for X, y in train_loader:
        X, y = X.to(DEVICE), y.to(DEVICE)
        loss = loss_function(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(X)
    return total / size


def test_loop():
    model.eval()
    correct = 0
    with torch.no_grad():
        for X, y in test_loader:
            X, y = X.to(DEVICE), y.to(DEVICE)
            correct += (model(X).argmax(1) == y).type(torch.float).sum().item()
    return correct / (len(test_loader) * BATCH)


for t in range(12):
    l = train_loop()
    if (t + 1) % 3 == 0:
        print(f"Epoch {t + 1}\n  loss: {l:.4f}  accuracy: {100 * test_loop():.1f}%")
