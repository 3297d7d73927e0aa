import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(3)


class Encoder(nn.Module):
    def __init__(self, dim=4):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 16, 3, padding=1)
        self.proj = nn.Linear(16 * 2 * 2, dim)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.proj(x.flatten(1))


class Classifier(nn.Module):
    def __init__(self, dim=4, n_classes=10):
        super().__init__()
        self.encoder = Encoder(dim)
        self.head = nn.Linear(dim, n_classes)
        self.last_embedding = None

    def encode(self, x):
        z = self.encoder(x)
        self.last_embedding = z.detach()
        return self.last_embedding

    def forward(self, x):
        return self.head(self.encode(x))


def loaders():
    X, y = load_digits(return_X_y=True)
    X = torch.tensor(X / 16.0, dtype=torch.float32).view(-1, 1, 8, 8)
    y = torch.tensor(y)
    i_tr, i_va = train_test_split(range(len(y)), test_size=0.2, random_state=0, stratify=y)
    return (DataLoader(TensorDataset(X[i_tr], y[i_tr]), batch_size=64, shuffle=True),
            DataLoader(TensorDataset(X[i_va], y[i_va]), batch_size=256))


def train_one_epoch(model, loader, optimizer):
    model.train()
    running, count = 0.0, 0
    for images, labels in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.step()
        running += loss.item() * images.size(0)
        count += images.size(0)
    return running / count


@torch.no_grad()
def evaluate(model, loader):
    model.eval()
    ok = sum((model(x).argmax(1) == y).sum().item() for x, y in loader)
    return ok / len(loader.dataset)


train_loader, val_loader = loaders()
model = Classifier()
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
for epoch in range(12):
    loss = train_one_epoch(model, train_loader, optimizer)
    print(f"{epoch:2d} loss={loss:.4f}")
print("val acc", round(evaluate(model, val_loader), 4))
