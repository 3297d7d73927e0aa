import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)


class FlexibleCNN(nn.Module):
    """CNN that does not need to know the size of its input"""

    def __init__(self, n_filters=8, n_hidden=32, n_classes=10):
        super().__init__()
        self.n_hidden = n_hidden
        self.conv1 = nn.Conv2d(1, n_filters, 3, padding=1)
        self.conv2 = nn.Conv2d(n_filters, 2 * n_filters, 3, padding=1)
        self.pool = nn.MaxPool2d(2)
        self.out = nn.Linear(n_hidden, n_classes)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = x.flatten(1)
        n_features = x.shape[1]
        fc = nn.Linear(n_features, self.n_hidden)
        x = F.relu(fc(x))
        return self.out(x)


def accuracy(model, loader):
    model.eval()
    n = 0
    with torch.no_grad():
        for x, y in loader:
            n += (model(x).argmax(1) == y).sum().item()
    return n / len(loader.dataset)


d = load_digits()
X = torch.tensor(d.images, dtype=torch.float32).unsqueeze(1) / 16.0
y = torch.tensor(d.target)
train_loader = DataLoader(TensorDataset(X[:1400], y[:1400]), batch_size=50, shuffle=True)
test_loader = DataLoader(TensorDataset(X[1400:], y[1400:]), batch_size=397)
model = FlexibleCNN()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(3):
    model.train()
    running = 0.0
    for xb, yb in train_loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(xb), yb)
        loss.backward()
        optimizer.step()
        running += loss.item()
    print(f"epoch {epoch} loss {running / len(train_loader):.4f} acc {accuracy(model, test_loader):.4f}")
