"""Train a classifier, then calibrate it with a temperature on the validation set."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import make_classification
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
X, y = make_classification(1500, 20, n_informative=10, n_classes=4, flip_y=0.15, random_state=0)
X, y = torch.tensor(X, dtype=torch.float32), torch.tensor(y)
train, val, test = (slice(0, 700), slice(700, 1100), slice(1100, 1500))

model = nn.Sequential(nn.Linear(20, 128), nn.ReLU(), nn.Linear(128, 4))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)

for epoch in range(15):
    for xb, yb in DataLoader(TensorDataset(X[train], y[train]), batch_size=50, shuffle=True):
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
print(f"last training loss {loss.item():.4f}")

model.eval()
with torch.no_grad():
    val_logits, test_logits = model(X[val]), model(X[test])

log_temperature = nn.Parameter(torch.zeros(1))
t_optimizer = torch.optim.Adam([log_temperature], lr=0.05)
for step in range(60):
    scaled = val_logits / log_temperature.exp()
    loss = F.cross_entropy(scaled, y[val])
    loss.backward()
    t_optimizer.step()
    t_optimizer.zero_grad()

temperature = log_temperature.exp().item()
with torch.no_grad():
    for name, logits in (("before", test_logits), ("after", test_logits / temperature)):
        confidence, predicted = torch.softmax(logits, dim=1).max(dim=1)
        accuracy = (predicted == y[test]).float().mean()
        nll = F.cross_entropy(logits, y[test])
        print(f"{name:6s} accuracy {accuracy:.3f}  mean confidence {confidence.mean():.3f}  nll {nll:.3f}")
print(f"temperature {temperature:.3f}")
