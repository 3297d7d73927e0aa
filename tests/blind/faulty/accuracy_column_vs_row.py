import torch
import torch.nn as nn
from sklearn.datasets import make_moons
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(2, 32)
        self.fc2 = nn.Linear(32, 1)

    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x)))


class Metrics:
    def __init__(self):
        self.hits, self.n = 0, 0

    def update(self, logits, labels):
        pred = (logits > 0).long()
        self.hits += (pred == labels).sum().item()
        self.n += labels.size(0)

    def accuracy(self):
        return 100.0 * self.hits / self.n


def run(model, loader, loss_fn, optimizer=None):
    metrics = Metrics()
    model.train(optimizer is not None)
    with torch.set_grad_enabled(optimizer is not None):
        for x, y in loader:
            logits = model(x)
            loss = loss_fn(logits, y.float().unsqueeze(1))
            if optimizer is not None:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            metrics.update(logits, y)
    return metrics.accuracy()


X, y = make_moons(600, noise=0.15, random_state=0)
X, y = torch.tensor(X, dtype=torch.float32), torch.tensor(y)
train_loader = DataLoader(TensorDataset(X[:480], y[:480]), batch_size=32, shuffle=True)
valid_loader = DataLoader(TensorDataset(X[480:], y[480:]), batch_size=60)
model = Net()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
loss_fn = nn.BCEWithLogitsLoss()
for epoch in range(4):
    tr = run(model, train_loader, loss_fn, optimizer)
    va = run(model, valid_loader, loss_fn)
    print(f"epoch {epoch}: train acc {tr:.1f}% valid acc {va:.1f}%")
