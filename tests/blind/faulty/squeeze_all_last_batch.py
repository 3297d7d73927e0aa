import torch
import torch.nn as nn
from sklearn.datasets import load_breast_cancer
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)

X, y = load_breast_cancer(return_X_y=True)
n_train = 401
scaler = StandardScaler()
X_train = scaler.fit_transform(X[:n_train])
X_test = scaler.transform(X[n_train:])
train_ds = TensorDataset(torch.tensor(X_train, dtype=torch.float32), torch.tensor(y[:n_train], dtype=torch.float32))
test_ds = TensorDataset(torch.tensor(X_test, dtype=torch.float32), torch.tensor(y[n_train:], dtype=torch.float32))
train_loader = DataLoader(train_ds, batch_size=20, shuffle=True)
test_loader = DataLoader(test_ds, batch_size=168)


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(30, 16), nn.ReLU(), nn.Linear(16, 1))

    def forward(self, x):
        return self.net(x)


def train_one_epoch(model, loader, criterion, optimizer):
    model.train()
    running_loss, running_correct = 0.0, 0
    for inputs, labels in loader:
        optimizer.zero_grad()
        outputs = model(inputs).squeeze()
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        running_loss += loss.item() * inputs.size(0)
        running_correct += ((outputs > 0).float() == labels).sum().item()
    return running_loss / len(loader.dataset), running_correct / len(loader.dataset)


model = Classifier()
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(3):
    loss, acc = train_one_epoch(model, train_loader, criterion, optimizer)
    print(f"epoch {epoch} loss {loss:.4f} acc {acc:.4f}")
