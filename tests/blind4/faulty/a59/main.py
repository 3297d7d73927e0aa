import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split

from resnet import TinyResNet

torch.manual_seed(0)

# three groups: round digits, straight digits, others
GROUP = torch.tensor([0, 1, 2, 2, 1, 2, 0, 1, 0, 0])

digits = load_digits()
x = torch.tensor(digits.images, dtype=torch.float32).unsqueeze(1) / 16
y = GROUP[torch.tensor(digits.target)]
train_ds, test_ds = random_split(TensorDataset(x, y), [1400, len(y) - 1400])
train_dl = DataLoader(train_ds, batch_size=50, shuffle=True)
test_dl = DataLoader(test_ds, batch_size=100)

model = TinyResNet(num_classes=10)
model.classifier = nn.Linear(16, 3)
optimizer = torch.optim.AdamW(model.parameters(), lr=4e-3)
criterion = nn.CrossEntropyLoss()

for epoch in range(5):
    model.train()
    total = 0.0
    for xb, yb in train_dl:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(xb)
    model.eval()
    right = 0
    with torch.no_grad():
        for xb, yb in test_dl:
            right += (model(xb).argmax(1) == yb).sum().item()
    print(f"epoch {epoch + 1} loss {total / len(train_ds):.3f} test acc {right / len(test_ds):.3f}")
