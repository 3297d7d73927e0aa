import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3, padding=1)
        self.fc = nn.Linear(8 * 4 * 4, 16)

    def forward(self, x):
        x = torch.max_pool2d(torch.relu(self.conv(x)), 2)
        return torch.relu(self.fc(x.flatten(1)))


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(16, 10)

    def forward(self, z):
        return self.fc(z)


torch.manual_seed(0)
digits = load_digits()
tr, te, ytr, yte = train_test_split(digits.images / 16.0, digits.target, test_size=0.2, random_state=0)
tr = torch.tensor(tr, dtype=torch.float32).unsqueeze(1)
te = torch.tensor(te, dtype=torch.float32).unsqueeze(1)
loader = DataLoader(TensorDataset(tr, torch.tensor(ytr)), batch_size=64, shuffle=True)

encoder = Encoder()
classifier = Classifier()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(classifier.parameters(), lr=1e-3)

for epoch in range(8):
    total = 0.0
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(classifier(encoder(x)), y)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(y)
    print(f"epoch {epoch}: {total / len(tr):.4f}")

with torch.no_grad():
    acc = (classifier(encoder(te)).argmax(1) == torch.tensor(yte)).float().mean()
print(f"test accuracy {acc:.3f}")
