import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

torch.manual_seed(0)
digits = load_digits()
a, b, ya, yb = train_test_split(digits.images / 16, digits.target, test_size=0.2, random_state=0)
a, b = torch.tensor(a).float().unsqueeze(1), torch.tensor(b).float().unsqueeze(1)
ya, yb = torch.tensor(ya), torch.tensor(yb)
train_loader = DataLoader(TensorDataset(a, ya), batch_size=64, shuffle=True)
test_loader = DataLoader(TensorDataset(b, yb), batch_size=90)

model = nn.Sequential(
    nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(256, 10))
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
for epoch in range(4):
    model.train()
    for x, y in train_loader:
        shift = int(torch.randint(-1, 2, (1,)))
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(torch.roll(x, shift, dims=3)), y).backward()
        optimizer.step()


def predict_tta(x):
    """Average the probabilities over three shifts of the picture."""
    views = [x, torch.roll(x, 1, dims=3), torch.roll(x, -1, dims=3)]
    return torch.stack([torch.softmax(model(v), dim=1) for v in views]).mean(dim=0)


model.eval()
plain = averaged = 0
with torch.no_grad():
    for x, y in test_loader:
        plain += (model(x).argmax(1) == y).sum().item()
        averaged += (predict_tta(x).argmax(1) == y).sum().item()
print("plain", plain / len(yb), "with test-time augmentation", averaged / len(yb))
