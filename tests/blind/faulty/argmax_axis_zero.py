import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(5)


class DigitCNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 16, 3, padding=1)
        self.fc = nn.Linear(16 * 4, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.fc(torch.flatten(x, start_dim=1))


def predicted_classes(logits):
    return torch.argmax(logits, dim=0)


def calc_accuracy(model, loader):
    model.eval()
    correct, total = 0, 0
    with torch.no_grad():
        for x, y in loader:
            y_hat = predicted_classes(model(x))
            correct += (y_hat == y).sum().item()
            total += len(y)
    return correct / total


images = torch.tensor(load_digits().images, dtype=torch.float32).unsqueeze(1) / 16
labels = torch.tensor(load_digits().target)
idx_tr, idx_te = train_test_split(range(len(labels)), test_size=360, random_state=5, stratify=labels)
train_ds = TensorDataset(images[idx_tr], labels[idx_tr])
test_ds = TensorDataset(images[idx_te], labels[idx_te])
train_loader = DataLoader(train_ds, batch_size=30, shuffle=True)
test_loader = DataLoader(test_ds, batch_size=10)
net = DigitCNN()
optimizer = torch.optim.Adam(net.parameters(), lr=2e-3)
for epoch in range(3):
    net.train()
    total_loss = 0.0
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        optimizer.step()
        total_loss += loss.item() * len(y)
    print(f"epoch {epoch}: loss {total_loss / len(train_ds):.4f} test acc {calc_accuracy(net, test_loader):.4f}")
