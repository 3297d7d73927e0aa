"""Card-fraud detector."""
import numpy as np
import torch
import torch.nn as nn
from sklearn.metrics import confusion_matrix, f1_score
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

rng = np.random.default_rng(64)
torch.manual_seed(64)


def load_transactions(n=6000, fraud_share=0.03):
    y = (rng.random(n) < fraud_share).astype(np.float32)
    x = rng.normal(size=(n, 10)).astype(np.float32)
    x[:, 0] += 1.2 * y          # log amount
    x[:, 3] -= 0.9 * y          # time since the last purchase
    x[:, 7] += 0.8 * y          # distance from home
    return x, y


class FraudNet(nn.Module):
    def __init__(self, d=10):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(d, 32), nn.ReLU(), nn.Linear(32, 16), nn.ReLU())
        self.head = nn.Linear(16, 1)

    def forward(self, x):
        return self.head(self.body(x))[:, 0]


x, y = load_transactions()
x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.3, stratify=y, random_state=64)
train_set = TensorDataset(torch.from_numpy(x_train), torch.from_numpy(y_train))
train_loader = DataLoader(train_set, batch_size=128, shuffle=True)

model = FraudNet()
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

for epoch in range(15):
    model.train()
    total, correct = 0.0, 0
    for xb, yb in train_loader:
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(yb)
        correct += ((logits > 0).float() == yb).sum().item()
    print(f"epoch {epoch + 1}: loss {total / len(train_set):.4f}, accuracy {correct / len(train_set):.4f}")

model.eval()
with torch.no_grad():
    pred = (model(torch.from_numpy(x_test)) > 0).int().numpy()
print(f"test accuracy {np.mean(pred == y_test):.4f}")
print(f"fraud found: {int(pred[y_test == 1].sum())} of {int(y_test.sum())}, F1 {f1_score(y_test, pred, zero_division=0):.3f}")
print(confusion_matrix(y_test, pred).tolist())
