# Fine-tune: pretrain on digits 0-4, then move to digits 5-9
import copy
import torch
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

torch.manual_seed(7)
digits = load_digits()
X = torch.tensor(digits.images, dtype=torch.float32).unsqueeze(1) / 16
y = torch.tensor(digits.target)


class Backbone(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(),
        )
        self.avgpool = nn.AdaptiveAvgPool2d(2)
        self.fc = nn.Linear(32 * 4, num_classes)

    def forward(self, x):
        x = self.avgpool(self.features(x))
        return self.fc(torch.flatten(x, 1))


def loaders(mask, offset):
    xs, ys = X[mask], y[mask] - offset
    xtr, xte, ytr, yte = train_test_split(xs, ys, test_size=0.3, random_state=7, stratify=ys)
    return (DataLoader(TensorDataset(xtr, ytr), batch_size=32, shuffle=True),
            DataLoader(TensorDataset(xte, yte), batch_size=128))


def train_model(model, loader, criterion, optimizer, num_epochs):
    for epoch in range(num_epochs):
        model.train()
        running, count = 0.0, 0
        for inputs, labels in loader:
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, labels)
            loss.backward()
            optimizer.step()
            running += loss.item() * inputs.size(0)
            count += inputs.size(0)
        print(f"  epoch {epoch}: loss {running / count:.4f}")
    return model


def test_model(model, loader):
    model.eval()
    right = 0
    with torch.no_grad():
        for inputs, labels in loader:
            _, preds = torch.max(model(inputs), 1)
            right += torch.sum(preds == labels).item()
    return right / len(loader.dataset)


criterion = nn.CrossEntropyLoss()

print("source task")
src_train, src_test = loaders(y < 5, 0)
model = Backbone(5)
train_model(model, src_train, criterion, optim.Adam(model.parameters(), lr=1e-3), 4)
print("source accuracy", test_model(model, src_test))

print("target task")
tgt_train, tgt_test = loaders(y >= 5, 5)
net = copy.deepcopy(model)
for p in net.features.parameters():
    p.requires_grad = False
optimizer = optim.Adam(net.fc.parameters(), lr=1e-3)
net.fc = nn.Linear(net.fc.in_features, 5)
train_model(net, tgt_train, criterion, optimizer, 6)
print("target accuracy", test_model(net, tgt_test))
